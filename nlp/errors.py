"""What can go wrong in the annotator.

Error
├── ModelMissing        the sentiment weights are not where they should be
├── ModelCorrupt        they are there, but cannot be read
├── ProviderFileBroken  an alias table cannot be read or breaks its form
└── PhraseBroken        a rule's phrase is misspelt (a mistake of ours, found when the module is imported)
"""


class Error(Exception):
    """The root: whatever the annotator refuses to do."""


class ModelMissing(Error):
    """The sentiment weights are not where they should be."""


class ModelCorrupt(Error):
    """The sentiment weights cannot be read."""


class ProviderFileBroken(Error):
    """An alias table cannot be read or breaks its form."""


class PhraseBroken(Error):
    """A rule's phrase is misspelt."""
