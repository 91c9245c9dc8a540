"""Questions about Schedule 4 as officers type them, each with the only answer that is right.

After the "=" stand the offences that must be named, by the beginnings of their ids.
"""

from __future__ import annotations

_LISTED = """
is murder on schedule 4 = murder
is manslaughter excluded from s45 = manslaughter
manslaugter schedule 4 = manslaughter
killed someone, schedule 4? = murder manslaughter
does section 45 cover kidnapping = kidnapping
is kidnaping on schedule four = kidnapping
kidnap done for the gang, excluded? = kidnapping
is false imprisonment a schedule 4 offence = false-imprisonment
hostage taking s45 = hostage-taking
child abduction s45 = child-abduction-by-someone-else
section 45 for robbery? = robbery-or-assault-meaning-to-rob
is robery on shedule 4 = robbery-or-assault-meaning-to-rob
robbry s45 = robbery-or-assault-meaning-to-rob
mugging for a gang, can he use s45 = robbery-or-assault-meaning-to-rob
robbery knife s45 = robbery-or-assault-meaning-to-rob
15yo did a robbery for the gang, s45? = robbery-or-assault-meaning-to-rob
hes in for robbery s45? = robbery-or-assault-meaning-to-rob
aggravated burglary schedule 4 = aggravated-burglary
agg burg sched 4 = aggravated-burglary
aggravated burg s45? = aggravated-burglary
is knifepoint robbery excluded = robbery-or-assault-meaning-to-rob
he robbed a shop, is that on the list = robbery-or-assault-meaning-to-rob
burglary with a knife s45 = aggravated-burglary
is burglary with intent to cause gbh on schedule 4 = burglary-with-intent
burglary with intent to damage s45 = burglary-with-intent
is blackmail excluded = blackmail
demanding money with menaces s45 = blackmail
aggravated vehicle taking causing death schedule 4 = aggravated-vehicle-taking
does s45 cover s18 = wounding-or-gbh-with-intent
section 18 wounding excluded? = wounding-or-gbh-with-intent
GBH with intent schedule 4 = wounding-or-gbh-with-intent
does s45 cover section 20 = wounding-or-gbh
s20 oapa schedule 4 = wounding-or-gbh
is GBH excluded from s45 = wounding-or-gbh
can they use the slavery defence for a stabbing = wounding-or-gbh
is wounding shut out = wounding-or-gbh
racially aggravated common assault s45 = racially-or-religiously-aggravated-assault
racially aggravated abh schedule 4 = racially-or-religiously-aggravated-assault
assault with intent to resist arrest schedule 4 = assault-with-intent-to-resist-arrest
threats to kill s45 = threats-to-kill
non fatal strangulation schedule 4 = strangling-or-suffocating-someone
was strangulation always excluded = strangling-or-suffocating-someone
strangelation schedule 4 = strangling-or-suffocating-someone
acid attack s45 = using-explosives-or-corrosives-to-cause-gbh
is torture on schedule 4 = torture
arson s45 = arson
criminal damage by fire schedule 4 = arson
is arson with intent to endanger life schedule 4 = arson
damage endangering life schedule 4 = damage-meaning-or-risking-danger-to-life
stun gun s45 = having-or-dealing
is a taser on schedule 4 = having-or-dealing
cs spray s45 = having-or-dealing
section 5 firearms act and s45 = having-or-dealing
possession of a prohibited weapon slavery defence = having-or-dealing
firearm with intent to endanger life s45 = having-a-firearm-to-endanger-life
s18 firearms act schedule 4 = carrying-a-firearm-to-commit-a-crime
is rape on schedule 4 = rape
sexual assault and section 45 = sexual-assault
s47 sexual offences act schedule 4 = paying-for-sex-with-a-child
controlling a child in prostitution schedule 4 = controlling-a-child
pimping a child s45 = controlling-a-child
is upskirting on schedule 4 = voyeurism-2
sharing intimate images schedule 4 = sharing-an-intimate-image-to-alarm-distress-or-h
is child cruelty on schedule 4 = cruelty-to-a-child
is fgm excluded from s45 = female-genital-mutilation
is facilitation on schedule 4 = assisting-unlawful-immigration
section 25 immigration act excluded? = assisting-unlawful-immigration
people smuggling s45 = assisting-unlawful-immigration
is perverting the course of justice on schedule 4 = perverting-the-course-of-justice
perverting the corse of justice s45 = perverting-the-course-of-justice
violent disorder s45 = violent-disorder
is riot on schedule 4 = riot
death by dangerous driving schedule 4 = death-by-dangerous-driving
is soliciting murder on schedule 4 = soliciting-murder
is human trafficking on schedule 4 = human-trafficking
s1 msa schedule 4 = slavery-servitude-or-forced-labour
forced labour schedule 4 = slavery-servitude-or-forced-labour
attempted murder s45 = murder
lookout for a robbery schedule 4 = robbery-or-assault-meaning-to-rob
joint enterprise murder schedule 4 = murder
"""

_NOT_LISTED = """
is theft on schedule 4 = theft
can they use the defence for shoplifting = theft
shop lifting s45 = theft
nicking stuff from shops s45 = theft
can trafficking victims use s45 for theft = theft
is soliciting excluded from s45 = soliciting
handling stolen goods on sched 4? = handling
burglary to steal s45 = burglary-to-steal
burglery to steal sched 4 = burglary-to-steal
burglary with intent to steal on schedule 4? = burglary-to-steal
bypassed meter at the grow, schedule 4? = electricity
is fraud excluded from section 45 = fraud
money mule s45 = money-mule
is growing cannabis on schedule 4 = drugs-production
can my victim use the modern slavery defence for cannabis production = drugs-production
locked in a cannabis factory, is the slavery defence open = drugs-production
is pwits on schedule 4 = drugs-intent-to-supply
county lines on schedule 4? = drugs-supply
conspiracy to supply drugs s45 = drugs-supply
is possession of cannabis excluded = drugs-possession
is brothel keeping on schedule 4 = brothel-keeping
does s45 cover controlling prostitution = adult-prostitution
false passport s45 = identity-documents
is illegal entry excluded from s45 = illegal-entry
illegal arrival section 24 s45 = illegal-entry
s24 immigration act s45 = illegal-entry
possession of a knife s45 = bladed-article
is carrying a knife excluded from s45 = bladed-article
can he rely on s45 for carrying a machete for the gang = bladed-article
knif s45 = bladed-article
offensive weapon schedule 4 = offensive-weapon
is common assault on sched 4 = common-assault
assault by beating s45 = common-assault
s39 assault schedule 4 = common-assault
does s45 cover abh = abh
s47 assault schedule 4 = abh
is section 47 excluded from s45 = abh
assaulting a police officer schedule 4 = emergency-worker
is affray excluded = affray
simple criminal damage s45 = criminal-damage
criminal damage not by fire schedule 4 = criminal-damage
is section 4 of the modern slavery act on schedule 4 = msa-section-4
attempted burglary to steal s45 = burglary-to-steal
false docs on schedule 4 = identity-documents
is possession of false documents on sch4 = identity-documents
dodgy docs s45 = identity-documents
is running drugs excluded = drugs-supply
is drugs on the schedule = drugs-supply drugs-intent-to-supply drugs-production
is nicking phones on schedule 4 = theft
is going equipped on schedule 4 = going-equipped
can s45 apply to shoplifting and going equipped = theft going-equipped
making off without payment s45 = making-off
is begging on schedule 4 = begging
"""

_DEPENDS = """
is burglary on schedule 4 = burglary-to-steal aggravated-burglary
burg schedule 4? = burglary-to-steal aggravated-burglary
is a dwelling burg excluded = burglary-to-steal aggravated-burglary
robbery with weapon schedule 4 = robbery-or-assault-meaning-to-rob bladed-article
prostitution on schedule 4? = soliciting adult-prostitution controlling-a-child
attempted burglary sched 4 = burglary-to-steal aggravated-burglary
s9 theft act schedule 4 = burglary-to-steal burglary-with-intent
burglary with intent to rape schedule 4 = burglary-to-steal
criminal damage s45 = criminal-damage arson
racially aggravated criminal damage schedule 4 = racially-or-religiously-aggravated-assault
is assault on schedule 4 = common-assault wounding-or-gbh
section 20 abh schedule 4 = wounding-or-gbh abh
gbh or abh s45 = wounding-or-gbh abh
abh with a weapon schedule 4 = abh
is possession of a firearm excluded from s45 = having-or-dealing
is possession of a shotgun without a certificate on schedule 4 = having-or-dealing
imitation firearm s45 = having-a-firearm-to-cause-fear
are all weapons shut out of s45 = offensive-weapon having-or-dealing
hes in for pwits AND a stabbing, does s45 cover both = drugs-intent-to-supply wounding-or-gbh
not robbery but theft schedule 4 = robbery-or-assault-meaning-to-rob theft
theft using force schedule 4 = theft
is dangerous driving on schedule 4 = death-by-dangerous-driving
causing death by careless driving schedule 4 = death-by-careless-driving-when-drunk-or-on-drugs
is drink driving on schedule 4 = death-by-careless-driving-when-drunk-or-on-drugs
is twoc on schedule 4 = aggravated-vehicle-taking
theft of a car schedule 4 = theft aggravated-vehicle-taking
is stalking on schedule 4 = stalking-with-fear-of-violence-or-serious-distre
harassment schedule 4 = putting-someone-in-fear-of-violence
grooming schedule 4 = meeting-a-child-after-grooming
drug importation schedule 4 = evading-a-ban-on-indecent-or-obscene-goods drugs-supply
made to steer the dinghy section 45 = assisting-unlawful-immigration small-boats-2025
can a child use s45 for controlling prostitution = adult-prostitution controlling-a-child
is giving a false name on schedule 4 = perverting-the-course-of-justice
is violent disorder or affray on schedule 4 = violent-disorder affray
attempts and schedule 4 = attempting-or-conspiring-in-a-listed-offence
"""

_UNKNOWN = """
is jaywalking on schedule 4 =
is fly tipping on schedule 4 =
is forced marriage on schedule 4 =
is s1 firearms act on schedule 4 = having-or-dealing
s12 theft act schedule 4 =
is s5 public order act on schedule 4 = violent-disorder
"""


def _rows(standing: str, text: str) -> list[tuple[str, str, set[str]]]:
    cut = (line.rpartition("=") for line in text.strip().splitlines())
    return [(question.strip(), standing, set(ids.split())) for question, _, ids in cut]


TABLE = [
    *_rows("listed", _LISTED),
    *_rows("not-listed", _NOT_LISTED),
    *_rows("depends", _DEPENDS),
    *_rows("unknown", _UNKNOWN),
]

# About Schedule 4, section 45 or an offence, but not whether an offence is on the list.
ANOTHER_MATTER = """
what is schedule 4
schedule 4 list
is schedule 4 up to date
does schedule 4 apply to children
what has been added to schedule 4
is it on schedule 4
who decides on s45, us or CPS
s45 test for adults
s45 for child county lines
can a cannabis gardener use s45
s45A PACE review
hes got a knife s45
does addiction meet s45
the robbery is on schedule 4 so do i still refer him to the nrm
suspect for robbery says he is a victim, s45?
how do i record a robbery by a victim
is robbery an indictable offence
murder suspect who is a trafficking victim
why is robbery excluded from s45
""".strip().splitlines()
