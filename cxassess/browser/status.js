/**
 * What the user must know: the line in the header, the warning above the view, and what a newer edition changed.
 */
const Status = (() => {
  const { say } = Assessment;

  /** @returns {Record<string, any>} the line in the header */
  function saveLine() {
    const { saved } = Store.set();
    const time = saved.length > 15 ? Assessment.clock(saved) : '';
    if (Store.isLocked()) return { icon: '#i-lock', state: say('save.locked') };
    if (Store.state() === 'failed') {
      const since = say('save.since', { time: Assessment.clock(Store.failedSince()) });
      return { icon: '#i-warn', state: say('save.failed'), time: since, bad: true };
    }
    if (Store.state() === 'saving') return { icon: '#i-disk', state: say('save.saving') };
    if (Store.state() === 'new') return { icon: '#i-lock', state: say('save.private') };
    return { icon: '#i-check', state: say('save.saved'), where: say('save.here'), time: time && say('save.at', { time }) };
  }

  function show() {
    const place = document.getElementById('save');
    const line = saveLine();
    const said = JSON.stringify(line);
    if (place && place.getAttribute('data-said') !== said) {
      place.setAttribute('data-said', said);
      place.classList.toggle('bad', Boolean(line.bad));
      Report.fill(place, line);
    }
    Notice.show('alarm', alarm());
    Progress.remind();
    document.getElementById('undo')?.toggleAttribute('hidden', !Store.canUndo());
    const { classList } = document.documentElement;
    classList.toggle('locked', Store.isLocked());
    classList.toggle('failed', Store.state() === 'failed');
  }

  /** @returns {?Message} what is wrong, loudest first */
  function alarm() {
    if (Store.isLocked()) {
      return { icon: 'lock', heading: say('save.locked-heading'), text: say('save.locked-text') };
    }
    if (Store.state() !== 'failed') return null;
    const [heading, text] = [say('save.failed-heading'), say('save.failed-text')];
    // Where nothing is kept, the user needs a file that they can open themselves.
    const does = Assessment.client().key ? 'protect' : 'download';
    return { icon: 'warn', css: 'warn', heading, text, button: say('save.download'), does };
  }

  /** Says once what another edition of the questions did to the answers that were kept here. */
  function showChanges() {
    const lines = Store.isLocked() ? [] : Merge.lines(Store.changes());
    if (lines.length) Notice.show('notice', { icon: 'help', heading: say('merge.changed'), lines, close: true });
  }

  return { show, showChanges };
})();
