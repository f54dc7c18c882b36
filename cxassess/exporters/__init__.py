"""Results as files: each module makes one kind of artefact."""
