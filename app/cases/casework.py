"""Everything that working with cases needs, once an organisation has switched it on."""

from dataclasses import dataclass

from app.cases.accounts import People
from app.cases.api_keys import ApiKeys
from app.cases.organisation import Employer
from app.cases.repository import Store


@dataclass(frozen=True, slots=True)
class Casework:
    """Hold who uses the check for its own staff, and where its cases, accounts and keys are kept."""

    employer: Employer
    store: Store
    people: People
    keys: ApiKeys
