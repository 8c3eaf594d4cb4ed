"""The small words of seven languages: how a prompt counts, joins, names and leaves out. Regular expressions."""

from __future__ import annotations

from . import lexicon

NUMBERS: dict[str, tuple[str, ...]] = {
    "en": ("one|single", "two|a pair of|a couple of", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve|a dozen"),
    "de": ("eine[mnrs]?|ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"),
    "fr": ("une?", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    "es": ("una?|uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"),
    "it": ("una?|uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici"),
    "pt": ("uma?", "dois|duas", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze"),
    "nl": ("één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"),
}  # fmt: skip

# Words that give a language away; a prompt counts as being in the one with the most different hits, English at a tie.
TELLING: dict[str, str] = {
    "en": "the a an and with for of to in on my our page form that is please make build create website add section",
    "de": "der die das und mit für ein eine einen einem einer ist im auf den dem eines bitte erstelle erstellen mache seite von zum zur namens soll",
    "fr": "le la les et avec pour un une des du de d'une est dans sur page crée créer faire site une mon notre nommé appelé aux s'il",
    "es": "el la los las y con para un una de del en página crea crear haz por favor mi nuestra llamada llamado sitio",
    "it": "il lo la gli e con per un una di del della in pagina crea creare fai mio nostra chiamato chiamata sito che",
    "pt": "o a os as e com para um uma de do da em página pagina cria criar faça meu nossa chamado chamada site formulário",
    "nl": "de het een en met voor van in op maak een pagina met website mijn onze genaamd graag bouw drie twee",
}

# How prompts name the language they want, in any language.
NAMES: dict[str, str] = {
    "en": r"english|englisch|anglais|inglés|inglese|inglês|engels",
    "de": r"german|deutsch|allemand|alemán|tedesco|alemão|duits",
    "fr": r"french|französisch|français|francés|francese|francês|frans",
    "es": r"spanish|spanisch|espagnol|español|spagnolo|espanhol|spaans",
    "it": r"italian|italienisch|italien|italiano|italiaans",
    "pt": r"portuguese|portugiesisch|portugais|portugués|portoghese|português|portugees",
    "nl": r"dutch|niederländisch|néerlandais|neerlandés|olandese|neerlandês|holandês|nederlands",
}
OTHER_LANGUAGES = (
    r"japanese|chinese|korean|arabic|hebrew|hindi|russian|polish|czech|turkish|greek|swedish|danish|norwegian|finnish|hungarian|ukrainian|romanian|bulgarian|"
    r"vietnamese|thai|indonesian|persian|catalan|croatian|serbian|slovak|latin|welsh|irish"
)

CUES: dict[str, dict[str, str]] = {
    "en": lexicon.CUES,
    "de": {
        "with": r"mit(?: den| der| dem)?|enthält|einschließlich|samt|wie|für|von|aus",
        "and": r"und|oder|sowie",
        "article": r"eine?[mnrs]?|der|die|das|den|dem|unser[enm]*|mein[enm]*",
        "fields": r"(?:formular)?felder[n]?|eingabefelder[n]?",
        "columns": r"spalten",
        "things": r"links|einträgen?|punkten?|plänen?|schritten?|kategorien|namens|reitern?|abschnitten?|rubriken|spalten",
        "buttons": r"(?:schaltflächen?|knopf|knöpfen?|buttons?)",
        "brand": r"namens|genannt|mit dem namen|heißt|marke|firma",
        "headline": r"überschrift|titel|mit dem text|schlagzeile",
        "tagline": r"untertitel|slogan|unterzeile|motto",
        "for": r"für|über|von",
        "none": r"ohne|keine?[nrms]?",
        "stop": r"mit|unten|oben|darunter|links|rechts|sowie|auf der|in der",
    },
    "fr": {
        "with": r"avec|contenant|comprenant|comme|pour|de|des",
        "and": r"et|ou|puis",
        "article": r"une?|les?|la|des|nos|notre|mon|ma|mes|l'|d'",
        "fields": r"champs",
        "columns": r"colonnes",
        "things": r"liens|éléments|formules|étapes|catégories|rubriques|onglets|nommés|colonnes",
        "buttons": r"boutons?",
        "brand": r"appelée?|nommée?|qui s'appelle|marque|intitulée?",
        "headline": r"titre|avec le texte|accroche",
        "tagline": r"sous-titre|slogan",
        "for": r"pour|sur",
        "none": r"sans|pas de|aucune?",
        "stop": r"avec|en bas|en haut|à gauche|à droite|sur la|dans la",
    },
    "es": {
        "with": r"con|que contenga|incluyendo|como|para|de",
        "and": r"y|e|o",
        "article": r"una?|el|la|los|las|unos|unas|mi|nuestr[oa]s?",
        "fields": r"campos",
        "columns": r"columnas",
        "things": r"enlaces|elementos|planes|pasos|categorías|secciones|pestañas|columnas",
        "buttons": r"bot(?:ón|ones)",
        "brand": r"llamad[oa]|que se llama|marca|nombrad[oa]|de nombre",
        "headline": r"título|titular|con el texto",
        "tagline": r"subtítulo|eslogan|lema",
        "for": r"para|sobre",
        "none": r"sin|ningún|ninguna",
        "stop": r"con|abajo|arriba|a la izquierda|a la derecha|en la|en el",
    },
    "it": {
        "with": r"con|contenente|come|per|di",
        "and": r"ed?|oppure|o",
        "article": r"un[oa']?|il|lo|la|gli|le|i|l'|mi[oa]|nostr[oa]",
        "fields": r"campi",
        "columns": r"colonne",
        "things": r"voci|collegamenti|link|elementi|piani|passi|categorie|sezioni|schede|colonne",
        "buttons": r"pulsant[ei]|bottoni?",
        "brand": r"chiamat[oa]|che si chiama|di nome|marchio|denominat[oa]",
        "headline": r"titolo|con il testo",
        "tagline": r"sottotitolo|slogan|motto",
        "for": r"per|su",
        "none": r"senza|nessun[oa]?",
        "stop": r"con|in basso|in alto|a sinistra|a destra|nella|nel",
    },
    "pt": {
        "with": r"com|contendo|incluindo|como|para|de|dos|das",
        "and": r"e|ou",
        "article": r"uma?|os?|as?|uns|umas|meus?|minhas?|noss[oa]s?",
        "fields": r"campos",
        "columns": r"colunas",
        "things": r"links|ligações|itens|planos|passos|categorias|secções|seções|abas|colunas",
        "buttons": r"bot(?:ão|ões)",
        "brand": r"chamad[oa]|que se chama|marca|de nome|denominad[oa]",
        "headline": r"título|com o texto",
        "tagline": r"subtítulo|slogan|lema",
        "for": r"para|sobre",
        "none": r"sem|nenhum[a]?",
        "stop": r"com|em baixo|em cima|à esquerda|à direita|na|no",
    },
    "nl": {
        "with": r"met|waaronder|zoals|voor|van",
        "and": r"en|of|plus",
        "article": r"een|de|het|onze?|mijn",
        "fields": r"velden",
        "columns": r"kolommen",
        "things": r"links|onderdelen|items|abonnementen|stappen|categorieën|secties|tabbladen|kolommen",
        "buttons": r"knop(?:pen)?",
        "brand": r"genaamd|met de naam|die .{0,12}heet|merk",
        "headline": r"kop|titel|met de tekst",
        "tagline": r"ondertitel|slogan",
        "for": r"voor|over",
        "none": r"zonder|geen",
        "stop": r"met|onderaan|bovenaan|links|rechts|op de|in de",
    },
}

# Words that carry no wish of their own and so are never told as unused.
IDLE = frozenset(
    """a an the and or with for of to in on at by as is are be it its this that these those i we you me my our your their please make build create
    design generate write show give add want need needs like would should could must can have has having use using put place let will do get some any
    page pages site website web app section sections area simple clean nice good beautiful modern minimal minimalist elegant professional responsive accessible
    style styled theme themed color colour colours colors look looks looking feel based html css from into over under below above next each every also there
    one two three very really just only about it's i'm called named titled saying left right top bottom end side center centre big small large new own mode where which who when
    bitte erstelle erstellen erzeuge mache baue eine einen einem einer ein der die das den dem des und mit für von im auf zum zur ist sind namens auch farbe seite bereich
    le la les un une des du de et avec pour dans sur en crée créer créez fais faire une page couleur section est au aux
    el los las unos unas y con para del crea crear haz por favor página color sección que
    il lo gli di della per con crea creare fai pagina colore sezione che nel
    o os as e com para do da dos das uma um crie criar cria faça página pagina cor secção seção em
    de het een en met voor van maak bouw op te pagina kleur sectie""".split()
)
