"""Reproducible training: a folder of labelled texts in, the files of `nlp/model` and a log of scores out."""
