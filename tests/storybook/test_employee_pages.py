"""The specimens of the storybook keep nothing, also beside a real organisation."""

from pathlib import Path

from app.rulebook.model import Rulebook
from tests.cases import made
from tests.web.example_visits import ended
from tests.web.sharing.staff import hidden, staff_in


def test_sending_a_specimen_of_a_form_keeps_no_case(tmp_path: Path, book: Rulebook) -> None:
    with staff_in(tmp_path, book, storybook=True) as staff:
        token = staff.check(ended(book, dict(made.WORK))).split("/check/")[1]
        address = f"/nl/storybook/office/share/{token}"
        page = staff.client.get(address)
        assert page.status_code == 200
        assert staff.send(address, "somebody", hidden(page.text)).status_code == 404
        assert staff.kept == 0
