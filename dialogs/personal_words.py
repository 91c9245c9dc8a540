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
    a an and at by cases day found from hour hours hr hrs in is kids males man men metres mile miles
    min mins minute minutes more near of off on one or out over people per suspects the their to
    under up victim victims was were with women yards years yr
    """
)

# After “her name is” and the like.
NOT_NAMES = _words(
    """
    a about again all also ambulance an and another any anyone anything are as ask asked at back
    because been before being bike bus but by call can car changed child childline choice consent
    correct could crying dad day did different do does dont earlier fake false foot for from get
    given giving going had has have her here hidden him his how if immigration in interpreter into
    is it just later me missing misspelled misspelt modern mum my needed night no not nothing nrm
    number of off on one optional or our out over police protected recorded refused required round
    said same school secret shared she so social someone something spelled spelt taken taxi that the
    their them then there they this to today told tonight too train twice under unknown up us use
    victim wanted was we were what when where whether which who why will with withheld without would
    wrong yesterday you your
    """
)

# With a capital, beside another: organisations, places, roles and the guidance’s own terms.
NOTHING_PERSONAL = _words(
    """
    account act acts adult advice advocate agency aidant airport albania albanian anti april arabic
    are army ask assessment august authority avenue bail barnardo's bill board body border branch
    brazilian british burkina can cantonese cape centre chief child children chinese church citizens
    city clause close code coffee committee competent conclusive constable convention costa council
    county court crescent crime criminal crown custody czech day december decision defence
    department did director do does domestic drive duty early east emergency england english
    equatorial european evidence exploitation fair false february first force form foundation friday
    gardens general gillick golden good google greater grounds grove guardian guidance guinea hague
    health hello help helpline her herzegovina hi hill him his ho home hong hospital hour house how
    human if immigration in independent inn insight inspector international interpreter is it ivory
    january july june justice know kurdish labour lane lankan law legal line list local london lord
    manager mandarin march may metropolitan milton minister missing modern monday mp national
    nationality need new no north northern not notify november number october of office officer on
    op operation order orders organised outreach panel papua park part pathway person please point
    police polish portuguese positive prevention procurator project prosecution protection protocol
    public raid rape rapid reasonable recovery red referral republic response right rights risk
    river road romania romanian safe salvador salvation saturday saudi schedule scheme scotland
    scottish section senior september serious service services sexual she should sierra silent
    slavery social sorani south southern special specialist sri st statement station statutory
    street sunday support team terrace thanks the they thursday timor to tower trafficking translate
    trinidad trust tuesday two uk unit united unseen use valley victim victims video vietnam
    vietnamese wales was we wednesday welsh west what when where which who why with witness
    workforce working yard yes york yorkshire you young your zealand
    """
)
