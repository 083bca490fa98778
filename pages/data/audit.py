"""Audit: who wrote what when: calls, judgements, answers, decisions, reviews, scenarios, quotas, settings, imports."""

from pages.parts import audit

audit.draw()
