"""Words that the search knows before the bank has taught it any: common parts of Swedish compounds.

Our own short list, for the cold start. It holds what a bank of good examples writes about, in the form that stands
in a dictionary. Every word that two documents of the bank use is known as well.
"""

from resultatbank.search.stemmer import stem

_WORDS = """
    arbete avtal ansvar användning anläggning avgift avfall annons ansökan antal analys apparat bank barn bolag
    bonde bostad bransch buss bygd byggnad båt bad bana berg besök beslut betyg bidrag bil bild biograf biologi
    blad blomma bok bransle brand brev bro brott bruk bröd butik by bygge byrå bär bygg boende besökare chef
    cykel central centrum dag dal damm data del dokument djur dricka dräkt drift duk djup dike domän ek ekonomi
    el elev energi enhet exempel elektronik express export fabrik familj fara fartyg fest film fisk fiske fjord
    fjäll flicka flod flyg folk fond form forskning foto fråga frukt fråge fågel får fält färg färja fönster
    fönstret förening företag förlag förråd förslag förvaltning försök försäljning foder figur fordon flykting
    gata gas golv gran gren grund grupp gruva gräns gräs grönsak gård gäst gödsel gymnasium grav grusväg galleri
    hamn hand handel handling hantering hav hem hjälp hjärta hotell hund hus hushåll hälsa häst höst hall hälft
    hantverk hytt hög idé industri information institut intresse is installation insats index jakt jord jordbruk
    journal järn järnväg jobb jul jätte kaffe kamp kanal kapital karta kemi klass klimat klubb kock kommun konst
    konferens konto kontor kontroll kort kost kraft krav kropp kultur kund kunskap kurs kust kvalitet kvarn
    kvinna kyrka kök kött källa kälke kylning kyl kostnad kampanj krets körsbär lag lager lamm land landsbygd
    lantbruk ledare ledning lek liv ljung ljud ljus lokal luft lista lås läkare län lärare lärling lön lösning
    löpare låda läge läsning läger linje leverans larm magasin man malm mark marknad maskin mat material medel
    media medicin medlem metall metod miljö minne mjölk modell moln mor mord motor mur museum musik myndighet
    människa mål mångfald målning mängd märke möbel möte mottagning mast musel mässa natt natur norr nät näring
    nämnd nöd nöt nivå navigering nytta odling olja område omsorg ord ordning organisation ort ost otter offer
    papper park part patient pengar person personal pension plan plats plast plikt politik polis port post
    potatis press pris process produkt produktion program projekt provning publik punkt påse pälsdjur päls
    passage panel rad radio rapport ras region regn rening renovering resa resurs riksdag ring ris risk robot
    rum råd råg rätt rök rör råvara rot register reserv restaurang sal sand samhälle sats segel sida sidan
    signal sikt sjuk sjukhus sjö skada skatt skepp skepps skinn skiva skog skola skrift skydd slott smak smide
    snö sol spel spår språk sport spannmål stad stam station stat sten stig stipendium stock stol stor strand
    strategi stråk ström studie stuga stång styrelse styrning stål stöd stödet svin svamp system syn säkerhet
    sökning söder sommar salt säd sång sängkläder samarbete samling skärm skörd ställe sändning substans tak tal
    tand teater teknik telefon text tid tidning tillverkning tjänst torg torn torp trafik transport trä träd
    trädgård träning tvätt tåg tång tält tävling turism tank teknologi tekniker terapi test träff torka ull
    ungdom underhåll uppdrag utbildning utveckling utrustning utställning universitet ugn uppgift utredning vagn
    vall vapen vara varg vatten vecka verk verksamhet verkstad veterinär vetenskap viken vilt vind vinter virke
    vård väg vägg välfärd värld värme väst växt växthus våg våning vän värde vision värdering visning vete yrke
    yta ytan yrkes zon ål åker år ås åska återvinning åtgärd ägare ägg älg äldre äng äpple ärende ärta ö öl
    öppning öring öster överföring övning lån hål par köp val bak ånga ankare mått håll slakt tim sop såp käke kot
    häxa bön duva finger egen arm ask bur byxa eld fat fel frö get gul hot hud kam kol kod kub kur lax led lin
    lot lur mos mun mus nos not pol rep rus röst sak sju sko son ton tur tår ur vas väv öga öra örn sexa två tre
    fyra fem tio barr beta bräda båge ben bit bot bud bål deg dyk dörr fack fjäder fot fall gips glas guld gäng
    hår hals häck kall kalv katt kedja kniv knapp ko lera lim lock lunga maka mynt mask mjöl moms nagel nyckel
    näsa pall panna penna piga pipa pistol pil plåt rang ratt rev rida rulle råtta sadel sax silke silver skal
    skol sked skål slag släp smör snus spade spik spjut strut stuv svans tass tegel topp tråd tunna tyg tysk udd
    vard vax vikt vilja vit våd vår ved yxa zink ärm äger öken gröna grön blå röd svart ny gammal ung små liten
    fri låg hel halv dubbel grova grov fin torr våt varm snabb lång
"""
FIRST_WORDS = frozenset(stem(word) for word in _WORDS.split())

# Words that look put together but aren't, or whose parts say something else.
_WHOLES = """
    kommun program företag förening deltagare ansvar samarbete samhälle verksamhet landskap myndighet
    medarbetare resultat projekt sverige europa person personal organisation information universitet restaurang
    marknad material aktivitet kapital kontroll central general station student kvalitet turism teater symbol
    signal minister ministerium paket parlament patient plantage plats publik rapport region register reform
    resurs semester system temperatur veteran volym kandidat kamera karaktär kategori kollektiv kompetens
    komplett konferens konkurrens konstruktion kontakt kontrakt kostnad kultur hantering handling handel
    hantverk ordning ordinarie ordförande opinion effekt elektronik element egendom ekonomi energi erbjudande
    erfarenhet fabrik familj figur forskare fortsatt framtid framgång fredag fungera förslag förbättring
    förändring grundare generation gemensam gymnasium individ industri initiativ innovation insats installation
    institut integration intresse investering journalist möjlighet nationell nämnd närvarande parti period
    perspektiv politik praktik princip problem process produkt professor profil promenad prognos protokoll
    rekord relation respekt riktlinje samtal samtidig sammanhang skillnad stabil standard statistik strategi
    struktur studie tendens territorium tradition trafikant transport utredning utveckling utbildning underhåll
    upplevelse uppgift verktyg vetenskap ansökan arkitekt artikel aspekt boende besökare biologi bransch budget
    byggnad charm chef debatt demokrati dokument domstol garanti gardin hemlig historia hotell kommission
    kommunikation kommitté komposition koncept konsert konsult kontinent korridor landning lantlig leverantör
    lägenhet maskin medicin medlem melodi metall ministrar modell moment mottagare museum nyhet område offentlig
    omfattning organ original panel parkering partner passagerare pension peri permanent plattform potential
    present proportion provins rationell reaktion redaktion rekrytering representant reserv sekretariat
    sekreterare sektor serie session situation social spontan sällskap talang teknik telefon terapi terminal
    tidning tillstånd tillgänglig variant version veterinär villkor vision volontär
"""
WHOLES = frozenset(stem(word) for word in _WHOLES.split())
