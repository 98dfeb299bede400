"""The text that the needles are hidden in: invented results of an invented authority, without the blocked words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import product
from random import Random

from resultatbank.search import Document

_PLACES = """
    Abborrvik Bergsnäs Cedersund Dalhem Ekvalla Fridnäs Granefors Hedeviken Idvattnet Järnboda Kallsjö Lillfors Myrnäs
    Norrvalla Omberga Pilsunda Rödeby Sandnäs Timmele Uddevalla Vemhån Ytterbo Åminne Älvros Örviken Malmby Storsele
"""
_FIRST_NAMES = "Alva Bodil Cajsa Doris Edit Frej Gerda Hjalmar Isak Jannike Klas Lovisa Måns Nils Olga Petra Rut"
_LAST_NAMES = """
    Almgren Brunnberg Cederlöf Dahlfors Edfeldt Forsnäs Grenander Hedqvist Isaksson Jernfeldt Klintberg Lundmark Malmros
    Nyvall Oxelgren Palmfelt Rosander Sjövall Thunell Uddgren Wallmark Åhlfelt Ödman
"""
_ACTORS = """
    kommunen föreningen företaget regionen länsstyrelsen nätverket stiftelsen skolan kooperativet bolaget universitetet
    myndigheten handeln gården pensionärerna eleverna deltagarna ledningen personalen grannarna lantbrukarna forskarna
    invånarna konsulten styrelsen byarna familjerna arrangörerna ideella krafter
"""
_VERBS = """
    byggde startade provade utvecklade ordnade sökte använde delade samlade hittade planerade följde mötte ändrade
    förbättrade finansierade ledde köpte hyrde visade undersökte stärkte prövade öppnade flyttade ökade sparade skapade
    redovisade presenterade granskade vårdade renoverade utbildade anställde
"""
_ADJECTIVES = """
    ny gammal hållbar lokal digital gemensam enkel stor liten svensk regional tydlig viktig snabb billig säker grön
    öppen långsiktig praktisk konkret tillgänglig värdefull ekologisk social teknisk ekonomisk
"""
_NOUNS = """
    metod modell lösning plan kurs utbildning grupp plats lokal maskin anläggning tjänst produkt idé rapport karta film
    broschyr webbplats app kampanj träff workshop studie budget ansökan process rutin mall verkstad butik marknad resurs
    energi miljö natur skog vatten sjö strand väg bro hamn station buss tåg båt hus lada kök matsal restaurang hotell
    museum teater konsert festival idrott hälsa vård omsorg trygghet integration jämställdhet språk arbete jobb praktik
    lön skatt avgift bidrag stöd investering affär kund leverantör råvara mat dryck frukt grönsak kött fisk bröd djur
    häst ko gris höna bi fågel växt blomma träd jord åker äng betesmark stängsel dike våtmark klimat luft ljus värme
    kyla el gas ånga bränsle motor batteri sensor kamera robot dator system program data statistik siffra resultat
    effekt nytta mål syfte bakgrund behov utmaning problem risk fråga svar kunskap erfarenhet kompetens forskning
    lärare elev student förälder barn ungdom pensionär medborgare besökare turist granne ledare chef medarbetare
    projekt insats åtgärd uppdrag beslut avtal samverkan dialog möte nätverk organisation förening företag kommun
    region land europa värld framtid historia kultur konst musik dans slöja hantverk bygge tak vägg golv fönster dörr
"""
_FIRST_PARTS = """
    natur miljö energi vatten skogs klimat data system kund arbets lokal region kommun landsbygds mat dryckes fisk djur
    växt trädgårds jord sjö strand väg hamn buss båt kultur musik hälso språk kunskaps forsknings lärar elev student
    medlems affärs produkt tjänste teknik digital ekonomi budget projekt process kvalitets marknads export import
    turist besöks hotell museum teater festival idrotts fritids ungdoms pensionärs vind sol värme kyl el gas bränsle
    batteri sensor kamera robot livsmedels frukt grönsaks kött bröd honungs
"""
_LAST_PARTS = """
    plan grupp metod modell tjänst system projekt program analys rapport kurs utbildning utveckling verksamhet ledare
    nätverk strategi insats åtgärd behov fråga mål resurs lösning produktion distribution hantering förvaltning
    marknad företag förening anläggning station central byggnad område miljö forskning teknik försäljning inköp stöd
    bidrag avgift kostnad vinst värde kvalitet nivå ökning minskning mätning studie karta databas register portal
"""
_CLAUSES = """
    och resultatet syns redan | vilket sparar tid | så att fler kan delta | trots en tuff start | med hjälp av grannarna
    | utan att kostnaden ökade | efter flera års arbete | i nära samarbete med regionen | för att möta ett behov
    | och det gav ringar på vattnet | enligt utvärderingen | som nu sprids vidare | inom ramen för programmet
    | till nytta för hela bygden | när säsongen var över | på deltagarnas egna villkor | under ledning av en konsult
"""
_PLACES_IN_A_DOCUMENT = ("title", "summary", "body")


class Background:
    """Writes documents of invented text, the same ones for the same seed."""

    def __init__(self, blocked: Collection[str], seed: int = 20261123) -> None:
        """Take the strings that must not stand in any word."""
        self._random = Random(seed)
        self._blocked = tuple(blocked)
        self._nouns = self._allowed(_NOUNS.split())
        self._compounds = self._allowed(
            f"{first}{last}" for first in _FIRST_PARTS.split() for last in _LAST_PARTS.split()
        )
        self._names = self._allowed(map(" ".join, product(_FIRST_NAMES.split(), _LAST_NAMES.split())))
        self._places = self._allowed(_PLACES.split())
        self._actors = self._allowed(_ACTORS.split())
        self._verbs = self._allowed(_VERBS.split())
        self._adjectives = self._allowed(_ADJECTIVES.split())
        self._clauses = self._allowed(" ".join(clause.split()) for clause in _CLAUSES.split("|"))

    def _allowed(self, texts: Iterable[str]) -> list[str]:
        return [text for text in texts if not any(blocked in text.lower() for blocked in self._blocked)]

    def document(self, needle: str = "", where: str = "body") -> Document:
        """Write a document, with the needle as its title or as a sentence of its summary or body."""
        title = [self._title()]
        summary = [self._sentence() for _ in range(self._random.randint(1, 2))]
        body = [self._sentence() for _ in range(self._random.randint(6, 14))]
        if needle and where == "title":
            title = [needle]
        elif needle:
            sentences = summary if where == "summary" else body
            sentences.insert(self._random.randint(0, len(sentences)), needle)
        return Document(title[0], " ".join(summary), " ".join(body))

    def _title(self) -> str:
        return f"{self._some(self._adjectives).capitalize()} {self._thing()} i {self._some(self._places)}"

    def _sentence(self) -> str:
        kind = self._random.random()
        if kind < 0.6:
            who = self._some(self._actors)
            text = f"{who} {self._some(self._verbs)} en {self._some(self._adjectives)} {self._thing()} "
            text += self._some(self._clauses)
        elif kind < 0.8:
            text = f"i {self._some(self._places)} finns {self._thing()} och {self._thing()} sedan {self._year()}"
        elif kind < 0.9:
            text = f"– {self._thing()} behövs, säger {self._some(self._names)}"
        else:
            text = f"{self._random.randint(2, 990)} procent av {self._some(self._actors)} {self._some(self._verbs)} "
            text += self._thing()
        return text[0].upper() + text[1:] + "."

    def _thing(self) -> str:
        return self._some(self._nouns if self._random.random() < 0.6 else self._compounds)

    def _year(self) -> int:
        return self._random.randint(1995, 2026)

    def _some(self, texts: list[str]) -> str:
        return self._random.choice(texts)


def bank(
    needles: Iterable[dict[str, str]], decoys: Iterable[str], blocked: Collection[str], size: int
) -> Iterator[tuple[str, Document]]:
    """Give `size` documents: one a needle, by its id, one a decoy, and background, in a drawn order."""
    background = Background(blocked)
    order = Random(size)
    found = [(needle["id"], background.document(needle["text"], needle["where"])) for needle in needles]
    for number, decoy in enumerate(decoys):
        where = _PLACES_IN_A_DOCUMENT[number % len(_PLACES_IN_A_DOCUMENT)]
        found.append((f"decoy {number}", background.document(decoy, where)))
    found += [(f"background {number}", background.document()) for number in range(size - len(found))]
    order.shuffle(found)
    return iter(found)
