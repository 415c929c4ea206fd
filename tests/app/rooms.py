"""The pages that everybody opens most, room by room: the demo key of who opens each, and its address.

One entry a line. `{order}` and its like are filled in by tests/app/loads.py from what was loaded.
"""

from __future__ import annotations

SHOP = (
    ("p0001", "/"),
    ("p0001", "/regler"),
    ("p0001", "/sortiment"),
    ("p0001", "/sortiment?q=headset"),
    ("p0001", "/sortiment/{slug}"),
    ("p0001", "/varukorg"),
    ("p0001", "/kassa"),
    ("p0001", "/bestallningar"),
    ("p0001", "/bestallningar?q=mus"),
    ("p0001", "/bestallningar/{order}"),
    ("p0001", "/enheter"),
    ("rut", "/regler/headset"),
)
SERVICES = (
    ("p0001", "/driftinformation"),
    ("p0001", "/driftinformation/tillganglighet"),
    ("p0001", "/tjanster"),
    ("p0001", "/tjanster/klienthantering"),
    ("p0001", "/tjanster/plan"),
    ("p0001", "/licenser"),
    ("omar", "/it/licenser"),
    ("omar", "/uppfoljning/servicedesk"),
)
CHEF = (
    ("{chef}", "/godkann"),
    ("{chef}", "/godkann/{request}"),
    ("{chef}", "/enheter"),
    ("{chef}", "/bestallningar?vy=enhet"),
    ("{chef}", "/begar/konton"),
    ("{chef}", "/kostnader"),
)
DELIVERY = (
    ("omar", "/it/koer"),
    ("omar", "/it/koer/leverantor"),
    ("omar", "/it/leveranser"),
    ("omar", "/it/leveranser/{line}"),
    ("omar", "/it/leveranser/sandningar"),
    ("omar", "/it/leveranser/skanna"),
    ("omar", "/it/leveranser/avvikelser"),
    ("omar", "/it/leveranser/filer"),
    ("omar", "/it/fragor"),
    ("omar", "/bestallningar/{order}"),
    ("omar", "/it/returer"),
    ("omar", "/redigera/returvillkor"),
)
DEVICES = (
    ("omar", "/it/enheter"),
    ("omar", "/enheter/{tag}"),
    ("omar", "/it/enheter/etiketter"),
    ("omar", "/it/enheter/svar"),
    ("omar", "/it/enheter/{tag}/andra"),
    ("omar", "/it/enheter/{tag}/lamna-ut"),
    ("omar", "/it/enheter/ny"),
    ("omar", "/it/enheter/import"),
    ("omar", "/it/utbyten"),
    ("simon", "/skola/bestall"),
)
CLAIMS = (
    ("p0001", "/reklamationer"),
    ("p0001", "/reklamationer/ny"),
    ("p0001", "/reklamationer/ny?q=dator"),
    ("omar", "/it/reklamationer"),
    ("omar", "/it/reklamationer?visa=alla"),
    ("petra", "/partner/reklamationer"),
    ("petra", "/partner/reklamationer?visa=alla"),
)
THEFTS = (
    ("p0001", "/stolder"),
    ("{chef}", "/stolder?visa=alla"),
    ("omar", "/stolder"),
    ("omar", "/stolder?visa=alla"),
)
HAND_INS = (
    ("p0001", "/lamna-in"),
    ("p0001", "/lamna-in?sak=screen"),
    ("p0001", "/inlamningar"),
    ("omar", "/it/inlamningar"),
    ("omar", "/it/pallar"),
)
PREMISES = (
    ("p0001", "/skrivare"),
    ("p0001", "/skrivare?organisation=askersund"),
    ("simon", "/skrivare"),
    ("simon", "/skrivare/askersund/ny"),
    ("simon", "/skrivare/askersund/portal"),
    ("nils", "/accesspunkter"),
    ("nils", "/accesspunkter?visa=fornya"),
)
OUTSIDE = (
    ("p0001", "/begar/utanfor-sortimentet"),
    ("p0001", "/begar/utanfor-sortimentet?vad=ritplatta"),
    ("p0001", "/begar/utanfor-sortimentet?vad=ritplatta&steg=ansok"),
    ("p0001", "/av"),
    ("p0001", "/av/avtal"),
    ("omar", "/it/undantag"),
    ("omar", "/it/avvikelser"),
    ("omar", "/it/avvikelser/ny"),
    ("omar", "/av/underleverantor"),
)
RANGE = (
    ("omar", "/redigera/sortiment"),
    ("omar", "/redigera/sortiment?behover=old_price"),
    ("omar", "/redigera/sortiment/{slug}"),
    ("omar", "/redigera/sortiment/{slug}/andra"),
    ("omar", "/redigera/sortiment/{slug}/historik"),
    ("omar", "/redigera/sortiment/{slug}/bild"),
    ("omar", "/redigera/sortiment/{slug}/forhandsvisa"),
    ("omar", "/redigera/sortiment/versioner"),
    ("omar", "/redigera/sortiment/datum"),
    ("omar", "/redigera/sortiment/ny?som={slug}"),
    ("omar", "/redigera/avtal"),
    ("omar", "/redigera/avtal/nytt"),
    ("omar", "/redigera/priser"),
    ("omar", "/redigera/sortiment/byte"),
    ("omar", "/redigera/kops-inte"),
    ("omar", "/redigera/regler"),
    ("omar", "/redigera/beslutat"),
    ("omar", "/kostnader/system-och-licenser"),
)
FORUM = (
    ("lena", "/forum"),
    ("lena", "/forum/forslag"),
    ("lena", "/forum/forslag/nytt"),
    ("lena", "/forum/synpunkter"),
    ("lena", "/forum/moten"),
    ("lena", "/forum/beslut"),
    ("lena", "/forum/grupper"),
    ("lena", "/forum/grupper/steering_group"),
    ("lena", "/forum/moten/nytt"),
)
ADMINISTRATION = (
    ("alva", "/admin"),
    ("alva", "/admin/sok?q=skol"),
    ("alva", "/admin/organisationer"),
    ("alva", "/admin/organisationer/ny"),
    ("alva", "/admin/organisationer/laxa"),
    ("alva", "/admin/organisationer/laxa/andra"),
    ("alva", "/admin/organisationer/laxa/enheter"),
    ("alva", "/admin/organisationer/laxa/enheter/ny"),
    ("alva", "/admin/organisationer/laxa/enheter?dag=2027-06-01"),
    ("alva", "/admin/organisationer/laxa/kostnadsstallen"),
    ("alva", "/admin/organisationer/laxa/kontakter"),
    ("alva", "/admin/organisationer/laxa/kontering?ansvar=1"),
    ("alva", "/admin/organisationer/laxa/installningar"),
    ("alva", "/admin/organisationer/laxa/installningar/approval_limit"),
    ("alva", "/admin/enheter/{school}"),
    ("alva", "/admin/enheter/{school}/andra"),
    ("alva", "/admin/enheter/{school}/forandra/flytta"),
    ("alva", "/admin/enheter/{school}/forandra/sla-ihop"),
    ("alva", "/admin/andringar"),
    ("alva", "/admin/historik/enhet/{school}"),
    ("alva", "/admin/import"),
    ("alva", "/admin/att-placera"),
)
PEOPLE = (
    ("alva", "/admin/personer?q=ek"),
    ("alva", "/admin/personer/{alva}"),
    ("alva", "/admin/personer/{alva}/andra"),
    ("alva", "/admin/personer/ny"),
    ("alva", "/admin/roller"),
    ("alva", "/admin/roller/oversikt"),
    ("alva", "/admin/roller/ny?q=ek"),
    ("alva", "/admin/roller/personer/{alva}"),
    ("alva", "/admin/roller/katalog"),
    ("alva", "/admin/roller/katalog/ny"),
    ("alva", "/admin/inloggningar"),
    ("alva", "/admin/personuppgifter?q=person"),
)
OPENNESS = (
    ("p0001", "/installningar/inloggningar"),
    ("p0001", "/personuppgifter"),
    ("rut", "/revision"),
    ("rut", "/revision?vem=Person&handelse=order"),
)
ROOMS = (
    SHOP,
    SERVICES,
    CHEF,
    DELIVERY,
    DEVICES,
    CLAIMS,
    THEFTS,
    HAND_INS,
    PREMISES,
    OUTSIDE,
    RANGE,
    FORUM,
    ADMINISTRATION,
    PEOPLE,
    OPENNESS,
)
