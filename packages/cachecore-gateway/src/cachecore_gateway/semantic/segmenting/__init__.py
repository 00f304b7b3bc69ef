"""Parts of the segmenter: spans with delimiters of their own, kinds of line, cues of a question."""
