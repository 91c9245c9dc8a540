"""Words that look like part of a name, a plate or an address, and are none."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Three letters after what looks like the front of a number plate.
SHORT = _words(
    """
    act all and any are ask but can day did dtn for get got had has her him his how law let man
    may men msa mum new not now nrm off old one our out own put ran run saw say she the too two
    use was way who why yet you yrs
    """
)

# Between a number and “road” where no address is meant: “14 people on the road”.
NO_STREET = _words(
    """
    a an and at by day found from hours in is kids males man men near of off on one or out over
    people per the their to under up victims was were with women years yr
    """
)

# After “her name is” and the like.
NOT_NAMES = _words(
    """
    a about again all also an and another any anyone anything are as ask asked at back because
    been before being but by call can child consent correct could did different do does dont fake
    false for from get given giving going had has have her here hidden him his how if immigration
    in interpreter into is it just me missing modern my needed no not nothing nrm number of off on
    one or our out over police protected recorded refused required said same school secret shared
    she so social someone something taken that the their them then there they this to told too
    under unknown up us use victim wanted was we were what when where whether which who why will
    with withheld without would wrong you your
    """
)

# With a capital, beside another: organisations, places, roles and the guidance’s own terms.
NOTHING_PERSONAL = _words(
    """
    act acts adult advocate agency aidant airport albania albanian anti april are army ask
    assessment august authority avenue bail barnardo's bill board border branch can centre chief
    child children church city clause close code committee competent conclusive constable council
    county court crescent crime criminal crown custody day december decision defence department
    did director do does domestic drive duty early east emergency england english european
    evidence exploitation fair false february first force form foundation friday gardens general
    golden good google grounds grove guardian guidance hague health hello help helpline her hi
    hill him his home hour house how human if immigration in independent insight inspector
    international interpreter is it january july june justice know labour lane law legal line list
    local london lord manager march may metropolitan minister missing modern monday mp national
    nationality need new no north northern not notify november number october of office officer on
    operation order orders organised outreach panel park part pathway person please point police
    polish positive prevention procurator prosecution protection public raid rape rapid reasonable
    recovery referral response right rights risk river road romania romanian safe salvation
    saturday schedule scheme scotland scottish section senior september serious service services
    sexual she should silent slavery social south southern special specialist statement station
    statutory street sunday support team terrace thanks the they thursday to trafficking translate
    trust tuesday two uk unit united unseen use valley victim victims vietnam vietnamese wales was
    we wednesday welsh west what when where which who why with witness workforce working yard yes
    york yorkshire you young your
    """
)
