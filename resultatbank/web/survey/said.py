"""What the pages for readers outside say, in Swedish and in English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request

from resultatbank.rules.words import Language
from resultatbank.web.forms import NOT_KEPT

CHOOSER = "sprak"


@dataclass(frozen=True, slots=True)
class Said:
    """What the pages say in one language. `errors` are by their status, 400 for all that have none of their own."""

    language: Language
    heading: str
    about: str
    not_shown: str
    send: str
    wrong: str
    mend: str
    kept: str
    too_late: str
    crowded: str
    thanks: str
    thanks_more: str
    errors: dict[int, tuple[str, str]]
    skip: str
    question: str
    privacy: str
    other: Language
    other_link: str

    @property
    def arguments(self) -> dict[str, Any]:
        """What an address has after its ? to be in the language."""
        return {} if self.language == Language.SWEDISH else {CHOOSER: self.language.value}

    def error(self, status: int) -> tuple[str, str]:
        """Return the heading and the sentence for an error."""
        return self.errors.get(status, self.errors[400])


SWEDISH = Said(
    language=Language.SWEDISH,
    heading="Två frågor till dig som läste",
    about="Det gäller:",
    not_shown="Exemplet visas inte här i dag. Har du läst det kan du ändå svara.",
    send="Skicka svaret",
    wrong="Fel",
    mend="",
    kept="",
    too_late="Sidan har varit öppen länge. Svaren står kvar: skicka en gång till.",
    crowded="Det har kommit många svar från samma plats. Ditt svar står kvar här: vänta en kvart och skicka det då.",
    thanks="Tack för ditt svar",
    thanks_more="Det hjälper oss att berätta om sådant som kommer till nytta. Nu kan du stänga sidan.",
    errors={
        400: ("Det gick inte att läsa det du skickade", "Gå tillbaka och försök igen."),
        404: ("Sidan finns inte", "Länken kan vara stängd eller felskriven."),
        429: ("Vänta en stund", "Många länkar från samma plats har varit felskrivna. Försök igen om en kvart."),
        503: ("Det gick inte just nu", "Felet är vårt. Försök igen om en stund."),
    },
    skip="Hoppa till innehållet",
    question="Har du en fråga? Skriv till",
    privacy="Vi sparar ditt svar, men inte vem du är. Sidan använder inga kakor. För att stoppa den som svarar om och "
    "om igen räknar vi svar från samma plats i en kvart, utan att spara adressen.",
    other=Language.ENGLISH,
    other_link="In English",
)
ENGLISH = Said(
    language=Language.ENGLISH,
    heading="Two questions about what you read",
    about="It is about:",
    not_shown="The example is not shown here today. If you have read it, you can still answer.",
    send="Send your answer",
    wrong="Error",
    mend="Correct this, then you can send your answer",
    kept="Nothing that you filled in is lost.",
    too_late="The page has been open for a long time. Your answers are still here: send them once more.",
    crowded="Many answers have come from the same place. Yours is still here: wait fifteen minutes, then send it.",
    thanks="Thank you for your answer",
    thanks_more="It helps us tell about things that are of use. You can close this page now.",
    errors={
        400: ("We could not read what you sent", "Go back and try again."),
        404: ("The page does not exist", "The link may be closed or misspelled."),
        429: ("Please wait a while", "Many misspelled links have come from here. Try again in fifteen minutes."),
        503: ("It did not work just now", "The fault is ours. Try again in a while."),
    },
    skip="Skip to the content",
    question="Do you have a question? Write to",
    privacy="We keep your answer, but not who you are. The page uses no cookies. To stop anyone who answers over and "
    "over again we count answers from the same place for fifteen minutes, without keeping the address.",
    other=Language.SWEDISH,
    other_link="På svenska",
)
_FAULTS = {
    "Välj ett av svaren.": "Choose one of the answers.",
    "Välj en siffra från 1 till 5.": "Choose a number from 1 to 5.",
    "Skriv allt på en rad.": "Write it all on one line.",
    "Texten innehåller tecken som inte går att visa. Skriv om den.": "Some characters cannot be shown. Rewrite it.",
    NOT_KEPT: "That looks like a Swedish personal identity number. Remove it, and we will keep your answer.",
}


def said() -> Said:
    """Return what to say in the language that the address asks for: Swedish, if it doesn't say."""
    return ENGLISH if request.args.get(CHOOSER) == Language.ENGLISH else SWEDISH


def fault_in_english(message: str, most: int) -> str:
    """Return what is wrong with an answer, in English. A sentence that isn't known says that it is too long."""
    return _FAULTS.get(message, f"The text is too long. Shorten it to at most {most} characters.")
