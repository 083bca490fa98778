"""Settings: quotas, the company and its calendar, stages, references and flags: each dated, previewed, and taken back."""

from pages.parts.setting import page

page.draw()
