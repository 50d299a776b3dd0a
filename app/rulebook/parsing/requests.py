"""Read how cases under a rulebook are requests."""

from app.rulebook.parsing.conditions import name, names
from app.rulebook.parsing.dates import date_name
from app.rulebook.parsing.description import Description
from app.rulebook.parsing.diagnostics import Mention, Reading
from app.rulebook.parsing.readers import Record, words
from app.rulebook.parsing.strict_yaml import Node
from app.rulebook.request import Request

NO_REPLY = "The answer to that question which says that nothing was replied yet."
DUTIES = "The criteria that say, where they count, that a duty of the reply is open."


def request(node: Node, reading: Reading) -> Request:
    with Record(node, reading, "a request") as of:
        read = Request(
            made=of.need("made", date_name, "The question for the day of the request."),
            reply=of.need("reply", name("question"), "The question for what was replied."),
            no_reply=of.need("no_reply", words, NO_REPLY),
            replied=of.need("replied", date_name, "The question for the day of the reply, asked because of it."),
            duties=of.need("duties", names("criterion"), DUTIES),
            place=of.place,
        )
        if read.no_reply and not isinstance(node, Description):
            reading.mentions.append(Mention("answer", read.no_reply, of.place_of("no_reply"), read.reply))
    return read
