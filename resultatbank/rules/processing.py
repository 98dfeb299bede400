"""What the app does with personal data, in words: for register extracts (article 15) and the record (article 30).

The words are about what the app really keeps and does. What differs between authorities comes from the settings.
"""

from __future__ import annotations

from resultatbank.rules.words import LegalBasis

PURPOSES = (
    "Berätta om myndighetens resultat och goda exempel.",
    "Veta och kunna visa vad de som är med i exemplen har sagt ja och nej till.",
    "Sluta publicera och ta ned det som inte längre får användas.",
)
ARTICLES = {
    LegalBasis.CONSENT: "artikel 6.1 a",
    LegalBasis.CONTRACT: "artikel 6.1 b",
    LegalBasis.PUBLIC_INTEREST: "artikel 6.1 e",
    LegalBasis.LEGAL_OBLIGATION: "artikel 6.1 c",
}
SUBJECTS = (
    "Personer och företrädare för företag som är med i exempel.",
    "Vårdnadshavare, gode män och förvaltare som svarar för någon annan.",
    "Medarbetare som använder Resultatbank.",
)
DATA = (
    "Namn, titel eller roll, e-post och telefon.",
    "Vilket företag eller vilken organisation personen hör till.",
    "Om personen är under 18 år, vem som är vårdnadshavare, och om uppgifterna är skyddade.",
    "Det exemplen visar: namn, titel, citat, foto, film, ljud och uppgifter.",
    "Svar per material och kanal, tid, texten som personen såg, och bevis för svaret.",
    "Var och när exemplen har publicerats.",
    "Vad medarbetare har svarat på läsarenkäten, och det som läsare utanför har skrivit i den, utan vem de är.",
    "Händelser: vem som gjorde vad och när. Händelserna sparar inget innehåll.",
)
STORAGE = (
    "Ett ja gäller till dagen som står i det. Uppgifterna sparas som bevis också efteråt, tills ett gallringsbeslut "
    "säger att de ska bort. Då blir bara nummer, svar, dagar, kontrollsummor och händelser kvar. Säkerhetskopior byts "
    "ut efter hand."
)
THIRD_COUNTRIES = (
    "Det som publiceras på webben kan läsas i hela världen. Sociala medier kan föra uppgifter till länder utanför EU "
    "och EES, och ansvarar själva för det de gör med dem. Inget annat förs dit av Resultatbank."
)
RIGHTS = (
    "Rätta fel: du kan begära att fel rättas och att det som saknas läggs till (artikel 16).",
    "Radera: du kan begära att uppgifter raderas. Det kräver ett gallringsbeslut (artikel 17).",
    "Begränsa: du kan begära att vi bara sparar uppgifterna medan något prövas (artikel 18).",
    "Invända: när grunden är allmänt intresse kan du invända. Då slutar vi publicera medan vi prövar (artikel 21).",
    "Ångra dig: ett samtycke kan tas tillbaka när som helst, utan att du förklarar varför (artikel 7.3).",
)
STOPPING = {
    LegalBasis.CONSENT: "Ett samtycke kan tas tillbaka när som helst, utan att du förklarar varför (artikel 7.3).",
    LegalBasis.CONTRACT: "Avtalet avslutas så som det står i det.",
    LegalBasis.PUBLIC_INTEREST: "Du kan invända när som helst. Då slutar vi publicera medan vi prövar (artikel 21).",
    LegalBasis.LEGAL_OBLIGATION: "Säg till om något är fel eller inte bör visas.",
}
COMPLAINT = "Du kan klaga hos Integritetsskyddsmyndigheten, IMY: www.imy.se eller imy@imy.se."
SOURCE = (
    "Från dig själv, från den som svarar för dig, från ditt företag eller din organisation, eller från det projekt som "
    "exemplet handlar om."
)
AUTOMATED = "Inga beslut om dig fattas automatiskt, och ingen profilering görs."
SECURITY = (
    "Bara kommunikatörer och granskare ser parter och överenskommelser. Andra ser bara om ett exempel får användas.",
    "Personlig inloggning, lösenord som ingen kan läsa, och stopp för den som gissar.",
    "En logg över vem som gjorde vad och när, som inte går att ändra.",
    "Namn står aldrig i webbadresser, i serverns logg eller i webbläsarens minne.",
    "Personnummer går inte att spara.",
    "Radering tar bort uppgifterna också ur sökningen, ur filerna och ur databasens fil.",
    "Spärren räknas ut varje gång en sida visas. Det som inte längre får användas försvinner vid midnatt.",
)
