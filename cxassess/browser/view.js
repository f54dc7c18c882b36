const View = (() => ({ build: () => ({}) }))();
