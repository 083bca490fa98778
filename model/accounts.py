"""Accounts (companies) and the products they buy."""

from datetime import date

from sqlalchemy import BigInteger
from sqlmodel import Field

from model.base import Believed


class Account(Believed, table=True):
    """A company. `named` accounts are worked by farmers; `customer_since` is set where the CRM records it."""

    __tablename__ = "account"
    external_id: str = Field(unique=True)
    name: str = Field(index=True)
    segment: str | None = None
    region: str | None = None
    industry: str | None = None
    named: bool = False
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    customer_since: date | None = None


class Product(Believed, table=True):
    """Something sold; `price` in minor units of the company's currency."""

    __tablename__ = "product"
    external_id: str = Field(unique=True)
    name: str
    price: int | None = Field(default=None, sa_type=BigInteger)
