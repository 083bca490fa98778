"""Salesforce's files: known in each of their spellings, and carrying what the docs say."""

from tests.importing.carried import Carries

CARRIES = Carries()
