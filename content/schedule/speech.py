"""Words of a question about Schedule 4 other than the offence: what is asked, and what is not."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Words that add nothing to an offence, in a question or in a wording.
LINKING = _set(
    "a an the of in on to for with at and or by from is as into that own his her their be up it "
    "someone somebody"
)
# What officers say round an offence when they ask about it and nothing else.
ROUND = LINKING | _set(
    "is are was were isnt arent wasnt does do did doesnt can could cant may might would should "
    "will it its this these those if so but then not under off out i we you he she they him them "
    "my our your yes ok use used using cover covers covered covering apply applies "
    "available open allowed allow work works count counts run claim closed defence "
    "listed list offence offences crime charge charges charged charging arrested arrest nicked "
    "suspected suspect accused done victim victims person people man woman lad bloke girl boy "
    "male female adult forced made told gang boss trafficker traffickers dealers dealer exploited "
    "exploiter orders please pls about just any both all one two either too also even still only "
    "re vs qualify qualifies include includes included part shut ruled barred exempt fall falls "
    "come comes treated considered class classed considering there been being hes shes theyre "
    "itself always already rely 2 4"
)
# What makes it another question than whether an offence is on the list.
OTHERWISE = _set(
    "nrm dtn refer refers referred referral referring support record recorded recording evidence "
    "cps how why who whos where tell write interview change changed changes changing update "
    "updates updated amend amended amendments next notify solicitor brief custody "
    "sergeant nfa bail safeguard safeguarding"
)
# And when only section 45 is named, a question about the defence itself.
ABOUT_DEFENCE = OTHERWISE | _set(
    "says said saying claims claimed claiming reckons raise raises raised raising mention mentions "
    "mentioned test tests elements prove proof burden decide decides decision what whats which "
    "explain meaning means still never pending wait"
)
COVERS = _set("cover covers include includes list exclude excludes")
NEGATIONS = _set("not without no non never")
# Beside an offence that is not on the list, these may make it one that is.
TURNING = _set(
    "aggravated armed racially religiously racist fatal fatally death died dies dead killed "
    "killing kill fire burn burned burning explosion explosive bomb gun firearm weapon force "
    "violence violent violently serious seriously injured injury hurt acid life danger sexual"
)
CHILDREN = _set(
    "child children kid kids minor minors teen teens teenager juvenile underage youth schoolboy "
    "schoolgirl baby babies toddler"
)
# Whose test is asked for, where nothing is on the list.
AGES = CHILDREN | _set("adult adults grown")
# What someone is, rather than what they did.
ROLES = _set("gardener runner tenant madam grower")
# Everyday words one slip away from the name of an offence.
SPELT_RIGHT = _set(
    "person persons prison private saying talking teaching during string taking making threat "
    "their there these those being bringing trying police policy theme thief three driver "
    "added adding baron beast factor flushing handing herein lacked loading miles playing rapid "
    "sample shouting shutting smell spelling splitting spotting stale stalling strange former "
    "grass metal monkey office staff marking masking"
)
