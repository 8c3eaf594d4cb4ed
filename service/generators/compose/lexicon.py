"""The phrases by which English prompts name sections and pages, as regular expressions without word boundaries.

The longest match at a place wins, so "comparison table" is no table and "contact form" no bare form.
"""

from __future__ import annotations

# Kinds in no order of the page: the order of sections is the order in which a prompt names them.
SECTIONS: dict[str, str] = {
    "banner": r"(?:announcement|notice|promo(?:tion)?|cookie|alert|top)[ -](?:bar|banner|strip)|banner",
    "nav": r"nav(?:igation)?[ -]?(?:bar|menu|links?)?|(?:top|main|header|site|hamburger)[ -](?:menu|bar|nav)|headers?|menu ?bar|app ?bar",
    "sidebar": r"side ?bar(?: navigation| menu)?|side[ -](?:nav(?:igation)?|menu|panel)|left[ -](?:hand )?(?:menu|nav(?:igation)?)"
    r"|table of contents(?: sidebar)?|toc",
    "breadcrumbs": r"bread ?crumbs?(?: navigation| trail)?",
    "tabs": r"tabs|tab(?:bed)? (?:bar|navigation|interface|view|panel)s?|tabbed",
    "hero": r"hero(?: section| banner| area| image)?|jumbotron|splash section|big headline",
    "features": r"(?:key |main |product )?features?(?: section| grid| list| cards?)?|services(?: section| list)?|benefits"
    r"|advantages|selling points|what we (?:do|offer)|offerings|amenities|specialt(?:y|ies)|perks|use cases",
    "steps": r"how it works|how to (?:order|start|begin|join)|step[ -]by[ -]step(?: guide)?|steps?|process section|our process|wizard|stepper",
    "about": r"about(?: us| me| the \w+)?(?: section)?|our story|my story|who we are|mission(?: statement)?|bio(?:graphy)?|introduction",
    "content": r"text (?:section|block)|content (?:section|block)|paragraphs?",
    "stats": r"(?:stat(?:istic)?s?|kpis?|metrics?|numbers?|summary|overview)[ -](?:cards?|tiles?|boxes|section|row|strip|band)"
    r"|stats|statistics|kpis|metrics|key (?:figures|numbers)|impact numbers|counters|scorecards?|figures",
    "chart": r"(?:(?:bar|column|line|area|pie|donut|doughnut|ring) ?)?(?:charts?|graphs?)|histograms?|sparklines?",
    "table": r"(?:data ?|sortable |big )?tables?|data ?grid|spreadsheet|leaderboard|ranking",
    "comparison": r"compar(?:ison|e|ing)(?: table| chart| matrix| section)?|versus (?:table|section)|feature matrix",
    "pricing": r"pric(?:ing|es?)(?: (?:table|plans?|tiers?|section|cards?|list|grid|page))?|(?:pricing |subscription |membership )?(?:plans|tiers|subscriptions|memberships|packages)"
    r"|membership options|ticket prices|rates",
    "testimonials": r"testimonials?(?: section| carousel| slider)?|(?:customer |client |user |guest |product )?(?:reviews?|quotes)(?: section)?|customer stories|social proof|what (?:people|clients|customers) say",
    "logos": r"(?:client|customer|partner|sponsor|company|press|brand)s?'? logos?|logos?(?: cloud| strip| wall| row| bar)|logos of|trusted by|sponsors|partners(?: section)?|as seen in|logos",
    "team": r"(?:our )?team(?: section| members?| page| grid)?|(?:staff|speakers|instructors|trainers|doctors|coaches|founders|volunteers|artists|members)(?: section| list| grid| team)?|meet the team",
    "gallery": r"(?:photo |image |picture )?galler(?:y|ies)|portfolio (?:grid|section|gallery)|lightbox|photo grid|image grid|carousel|slideshow|moodboard|selected work|projects(?: grid| section| list)?|showcase|photos",
    "products": r"(?:related |featured |new )?products?(?: grid| list| cards?| catalog(?:ue)?| section| listing)?|catalog(?:ue)?|item grid|listings|shop section",
    "menu": r"(?:food|drinks?|restaurant|lunch|dinner|breakfast|coffee|dessert|cocktail|wine|bar)[ -](?:menu|list)|dishes|menu card|price list of dishes",
    "hours": r"(?:opening|business|office|working|visiting) (?:hours|times)|hours of operation|opening times|hours|when we are open",
    "location": r"map(?: section)?|location(?: section)?|directions|where to find us|find us|how to get there|venue(?: map)?|our address|address(?: section)?",
    "schedule": r"schedule|agenda|program(?:me)?|timetable|class(?:es)? (?:schedule|list)|upcoming events?|events?(?: list| section)|itinerary|line-?up|order of the day",
    "timeline": r"(?:activity |vertical |project |career )?time ?line|milestones|(?:company )?history(?: section)?|roadmap|change ?log|activity (?:feed|log)|work experience|career history|experience section",
    "skills": r"skills?(?: section| list| bars?)?|tech(?:nology)? stack|competences|expertise",
    "blog": r"blog(?: section| posts?| list| cards?| grid)?|(?:latest |recent |featured )?(?:posts|articles|news|stories)(?: section| list| grid| cards)?|news ?feed|article (?:cards?|list)|magazine",
    "article": r"(?:blog|documentation|help|long|single) (?:article|post)|article(?: page| body| text)?|blog post page|essay|recipe|documentation page|privacy policy|terms of service|press release|case study",
    "faq": r"faqs?(?: section| accordion| page)?|frequently asked questions|questions and answers|q ?(?:&|and|n) ?a|accordion|common questions",
    "cta": r"calls?[ -]to[ -]actions?(?: section| banner| button| band)?|cta(?: section| banner| button| band)?|donat(?:e|ion)(?: section| button| call to action| banner)?|closing banner",
    "download": r"(?:app )?downloads?(?: section| buttons?| links?)?|app store (?:buttons?|badges?|links?)|get the app",
    "newsletter": r"news ?letter(?: (?:sign[ -]?up|form|subscription|section|box|signup form))?|(?:email|mailing list) (?:sign[ -]?up|subscription|capture)(?: form)?|subscribe (?:form|box|section)|mailing list|wait(?:ing)? ?list(?: form| sign[ -]?up)?",
    "contact": r"contact(?: us)?(?: (?:form|section|page|details|info(?:rmation)?|area))?|enquiry form|inquiry form|get in touch(?: form| section)?|message form|phone number to call",
    "login": r"log ?-?in(?: (?:form|page|screen|box|card))?|sign ?-?in(?: (?:form|page|screen|box|card))?|password reset(?: form)?|authentication (?:form|page)",
    "signup": r"sign ?-?up(?: (?:form|page|screen|card))?|regist(?:er|ration)(?: (?:form|page|screen))?|create[ -](?:an )?account(?: form| page)?|account creation(?: form)?|onboarding form",
    "form": r"(?:(?:job |event |course |workshop |room |table |membership |customer )?(?:application|booking|reservation|feedback|survey|order|request|quote|appointment|donation|rsvp|intake|report) form|(?:event|course|workshop|conference|camp|competition) registration(?: form)?)|rsvp(?: form)?|forms?|survey|questionnaire|poll|quiz|reservations?|booking(?: section| widget)?|calculator|converter",
    "search": r"search(?: (?:bar|box|field|input|form|page|results))?|filters?(?: bar| panel)?|search and filters?",
    "settings": r"(?:account |user |app )?(?:settings|preferences)(?: (?:page|screen|form|panel|section))?|account settings",
    "profile": r"(?:user |account |member )?profile(?: (?:page|card|header|screen|section))?|user card|avatar(?: card)?|business card",
    "checkout": r"check ?out(?: (?:page|form|section))?|(?:shopping )?(?:cart|basket)(?: (?:page|summary|section))?|order summary|payment form|billing form",
    "invoice": r"invoices?(?: page)?|receipt|bill|quotation document",
    "kanban": r"kanban(?: board)?|trello[ -](?:like|style)? ?board|task board|(?:scrum|sprint|agile) board|project board|board",
    "tasks": r"to[ -]?dos?(?: (?:list|app|items))?|task ?(?:list|manager|tracker)?s?|check ?list|shopping list|habit tracker",
    "calendar": r"(?:weekly |monthly |event )?calendar(?: view| page)?|month view|week view|date picker|planner",
    "chat": r"chat(?: (?:interface|window|app|page|ui|box|room))?|messag(?:ing|enger)(?: (?:app|interface))?|conversations?|inbox|messages list",
    "notifications": r"notifications?(?: (?:list|panel|center|centre|feed))?|alerts (?:list|panel)",
    "comments": r"comments?(?: (?:section|thread|list|form|area))?|discussion|guestbook",
    "upload": r"(?:file |image |photo |document )?upload(?:er| (?:page|form|area|zone|box|widget))?|drag[ -](?:and|&|n)[ -]drop(?: (?:area|zone|upload))?|drop ?zone",
    "progress": r"(?:upload |goal )?progress(?: (?:bars?|section|tracker|indicator|rings?))?|goals?(?: tracker| section)|fundraising bar",
    "video": r"videos?(?: (?:section|player|embed|hero))?|demo video|trailer",
    "player": r"(?:music|audio|podcast|mp3) player|playlist|track ?list|episodes(?: list)?",
    "weather": r"weather (?:forecast|widget|card|app)?|forecast",
    "error": r"(?:404|500|error|not[ -]found|maintenance)(?: (?:page|screen|error|message))|coming soon(?: page)?|under construction(?: page)?|404",
    "social": r"social(?: media)? (?:links?|icons?|buttons?|section)|link[ -]in[ -]bio(?: page)?|linktree",
    "footer": r"(?:site |page |big |simple |small )?footer(?: section| links| columns)?",
}

# A page's type: it names no section by itself, but says what belongs on a page of which nothing else is said.
PAGES: dict[str, str] = {
    "dashboard": r"(?:admin(?:istration)?|analytics|sales|control|management)? ?(?:dashboards?|panel|back ?office|console)|crm|admin (?:page|area|ui)|analytics page",
    "shop": r"(?:online |web)?(?:shop|store)(?:front)?|e-?commerce(?: (?:site|store|page|website))?|marketplace|product page",
    "blog": r"(?:personal |travel |food |tech )?blog(?: (?:home ?page|home|page|site|website))",
    "portfolio": r"portfolio(?: (?:site|page|website))?|resume|résumé|cv|curriculum vitae",
    "docs": r"documentation(?: (?:site|page|website))?|docs (?:site|page)|wiki|knowledge base|help cent(?:er|re)",
    "landing": r"(?:landing|home|welcome|start|marketing|squeeze|front|index|product landing)[ -]?page|one[ -]?pager|web ?site|single[ -]page site|micro ?site|site|homepage|web ?page",
    "app": r"(?:job|bulletin|message|notice) board|web ?app(?:lication)?|mobile app|app|screen|interface|tool",
    "page": r"pages?|view|layout|wireframe|mock-?up|template|design",
}

# What each page type holds when the prompt names no section at all, and what it holds in any case.
USUAL: dict[str, tuple[str, ...]] = {
    "dashboard": ("sidebar", "stats", "chart", "table"),
    "shop": ("nav", "hero", "products", "newsletter", "footer"),
    "blog": ("nav", "blog", "newsletter", "footer"),
    "portfolio": ("nav", "hero", "gallery", "about", "contact"),
    "docs": ("nav", "sidebar", "article"),
    "landing": ("nav", "hero", "features", "cta", "footer"),
}
ALWAYS: dict[str, tuple[str, ...]] = {"landing": ("hero",)}

# Where "menu" means dishes rather than links.
FOOD = r"restaurant|caf[eé]|bistro|pizzeria|trattoria|bakery|bar\b|pub\b|diner|food|dish|starters|mains|desserts|cuisine|kitchen|coffee|tapas|sushi|burger|lunch|dinner"

# Words after a number that say how many things a section has: "pricing with 3 plans", "a gallery of 6 photos".
UNITS = (
    r"plans?|tiers?|options?|packages?|cards?|photos?|pictures?|images?|questions?|items?|entries|rows?|columns?|steps?|links?|people|persons?|members?|"
    r"speakers?|talks?|sessions?|events?|posts?|articles?|stories|products?|features?|services?|logos?|customers?|clients?|partners?|sponsors?|tiles?|boxes|"
    r"reviews?|quotes?|testimonials?|tabs?|lanes?|lists?|tasks?|messages?|comments?|bars?|values?|numbers?|stats?|kpis?|metrics?|charts?|months?|days?|"
    r"categories|sections?|groups?|dishes|tracks?|episodes?|videos?|milestones?|skills?|users?|orders?|employees?|volunteers?|fields?|invoices?|records?|"
    r"projects?|works?|courses?|rooms?|icons?|files?|stars?|notifications?|conversations?|goals?"
)

CUES: dict[str, str] = {
    "with": r"with|containing|contains?|including|includes?|having|has|showing|shows|listing|lists|featuring|offering|like|such as|for|of|from",
    "and": r"and|or|plus|then",
    "article": r"an?|the|some|my|our|your|its|their|one|another",
    "fields": r"(?:form |input )?(?:fields?|inputs?)(?: for)?|asking for|asks for",
    "columns": r"(?:table )?columns?(?: for)?|headers?",
    "things": r"links?(?: to)?|items|entries|plans|tiers|labels|sections?|steps|categories|options|questions|features|called|named|names|cards(?: for)?|lanes|lists|members|tabs|values|services|groups|stages|columns?|courses|days|pages",
    "buttons": r"buttons?(?: (?:labell?ed|saying|called|named|that says?|reading|with the text|text))?",
    "brand": r"(?:is |are )?(?:called|named|titled|branded|by the name of)|brand(?: name)?(?: is)?|company name(?: is)?|business name(?: is)?",
    "headline": r"(?:head(?:line|ing|er)|title[ds]?|h1)(?: text)?(?: is| reads?| says| of)?|(?:that )?(?:says?|saying|reads?|reading)|with the text|text",
    "tagline": r"(?:tag ?line|sub ?(?:title|head(?:ing|line)?)|slogan|motto|claim)(?: is| reads?| says)?",
    "for": r"for|about|of",
    "none": r"no|without|not?|don't want|do not want|except|excluding|minus|skip(?: the)?",
    "stop": r"with|that|which|where|below|above|at the|on the|in the|next to|under|using|followed by|at bottom|on top|to the|should|as well|so that|when|all in|in a",
}

# Names that a prompt gives a section and that say more than ours: "amenities" stays "Amenities", "services" no "Features".
OWN_NAMES = (
    r"services|benefits|advantages|amenities|specialties|perks|use cases|what we (?:do|offer)|offerings|speakers|instructors|trainers|doctors|coaches|founders|volunteers|artists|members|"
    r"projects|selected work|photos|showcase|moodboard|reviews|customer stories|testimonials|agenda|timetable|(?:upcoming )?events|itinerary|programme|program|line-?up|milestones|roadmap|"
    r"history|change ?log|work experience|career history|our process|our story|my story|who we are|mission|about me|news|stories|recent posts|latest posts|magazine|questions and answers|"
    r"plans|memberships|packages|rates|prices|ticket prices|membership options|directions|find us|waiting list|waitlist|survey|quiz|questionnaire|reservations?|leaderboard|ranking|partners|"
    r"sponsors|to-?do list|check ?list|shopping list|habit tracker|dishes|episodes|playlist|track ?list|goals|statistics|metrics|figures|impact numbers|get in touch|guestbook|discussion|"
    r"case study|privacy policy|terms of service|recipe|venue|address|forecast|tech stack|expertise|order summary|featured articles|latest articles|latest news|featured products|related products|new products"
)

BUSINESS = (
    r"business|company|app|shop|store|brand|site|website|studio|caf[eé]|bakery|restaurant|agency|startup|start-up|club|school|gym|firm|hotel|salon|bar|product|service|page|project|clinic|charity|"
    r"nonprofit|band|festival|conference|blog|podcast|magazine|tool|practice|farm|brewery|winery|garage|library|museum|church|team|platform"
)
