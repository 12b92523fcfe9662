"""The small words of each language: dropped from queries, and what a language is told by.

Languages without a stemmer stand here too, so that their texts are not taken for another's.
"""

STOP_WORDS: dict[str, str] = {
    "en": """
        a about above after again against all am an and any are aren as at be because been before
        being below between both but by can could couldn did didn do does doesn doing don down
        during each few for from further had hadn has hasn have haven having he her here hers
        herself him himself his how i if in into is isn it its itself just ll me more most my myself
        no nor not now of off on once only or other our ours ourselves out over own re s same shan
        she should shouldn so some such t than that the their theirs them themselves then there
        these they this those through to too under until up ve very was wasn we were weren what when
        where which while who whom whose why will with won would wouldn you your yours yourself
        yourselves""",
    "de": """
        aber alle allem allen aller alles als also am an ander andere anderem anderen anderer
        anderes auch auf aus bei beim bin bis bist da damit dann das dass daß dem den denn der des
        dessen deren dich die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine
        einem einen einer eines einig einige einigen er es etwas euch euer eure für gegen gewesen
        hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer
        ihres im in indem ins ist ja jede jedem jeden jeder jedes jene jener jenes jetzt kann kein
        keine keinem keinen keiner können könnte man manche mehr mein meine mich mir mit muss musste
        nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seines seit
        sich sie sind so solche soll sollte sondern sonst über um und uns unser unter viel vom von
        vor während war waren warum was weg weil weiter welche welchem welchen welcher welches wem
        wen wenn wer werde werden wessen wie wieder wieviel will wir wird wirst wo wollen wurde
        wurden würde würden zu zum zur zwar zwischen""",
    "fr": """
        a à ai ait alors après as au aucun aucune aussi autre aux avaient avait avant avec avoir
        ayant c ce ceci cela celle celles celui ces cet cette ceux chaque comme comment d dans de
        depuis des donc dont du elle elles en encore entre est et étaient était étant été être eu
        eux faire fait font il ils j je l la laquelle le lequel les lesquelles lesquels leur leurs
        lors lui m ma mais me même mes moi mon n ne ni nos notre nous on ont ou où par parce pas
        pendant peut plus pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se
        sera ses si sien son sont sous sur t ta te tes toi ton tous tout toute toutes très tu un une
        vos votre vous y""",
    "es": """
        a al algo algunas algunos ante antes aquel aquella como cómo con contra cual cuál cuáles
        cuando cuándo cuanto cuánto cuántos de del desde donde dónde durante e el él ella ellas
        ellos en entre era eran es esa esas ese eso esos esta está estaba estaban estado están estar
        estas este esto estos fue fueron ha había habían haber han hasta hay la las le les lo los
        más me mi mis mucho muchos muy nada ni no nos nosotros nuestra nuestro o os otra otras otro
        otros para pero poco por porque que qué quien quién quienes se sea ser si sí sido sin sobre
        son su sus también tanto te tenía tiene tienen todo todos tu tus un una unas uno unos y ya
        yo""",
    "it": """
        a abbia ad agli ai al alla alle allo anche c che chi ci cui come con contro cosa d da dagli
        dai dal dalla dalle dallo degli dei del della delle dello di dove e è ed era erano essere
        fra fu furono gli ha hanno i il in io l la le lei li lo loro lui ma mi mia mio ne negli nei
        nel nella nelle nello no noi non nostra nostro o ogni per perché più può qual quale quali
        quando quanta quanti quanto quella quelle quelli quello questa queste questi questo sarà se
        sei si sia siamo sono stata stati stato su sua sue sugli sui sul sulla sulle suo suoi ti tra
        tu tua tuo tutti tutto un una uno vi voi""",
    "pt": """
        a à ao aos aquela aquele aquilo as às até com como da das de dela dele deles depois do dos e
        é ela elas ele eles em entre era eram essa essas esse esses esta está estão estas estava
        este estes eu foi foram for há isso isto já la lhe lhes lo mais mas me mesmo meu meus minha
        muito muitos na nas não nem no nos nós nossa nosso num numa o onde os ou para pela pelas
        pelo pelos por porque qual quais quando quanto quantos que quem são se seja sem ser será seu
        seus só sob sobre sua suas também te tem têm tinha um uma umas uns você vocês""",
    "nl": """
        aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus
        een en er ge geen geweest haar had hadden heb hebben heeft hem het hier hij hoe hoeveel hun
        ik in is je kan kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of
        om omdat onder ons ook op over reeds sinds te tegen toch toen tot u uit uw van veel voor
        waar waarom wanneer want waren was wat welk welke werd werden wezen wie wil worden wordt zal
        ze zelf zich zij zijn zo zonder zou zouden""",
    "sv": """
        alla allt än annan att av bara blev bli blir da då de dem den denna deras dess dessa det
        detta dig din dina dit du efter ej eller en er ett för från få fick ha hade han hans har hon
        honom hur hurdan hun i icke in ingen inom inte jag ju kan kom kunde man många med mellan men
        mig min mot mycket några när nå något ni nu och om oss på så sig sin sitt sina själv skulle
        ska som till under upp ur ut utan vad var vår vara varför varit vars vem vi vid vilka vilken
        vilket är över""",
    "da": """
        ad af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din
        dog du efter eller en end er et for fra få ham han hans har havde have hende hendes her hos
        hun hvad hvem hvilke hvilken hvis hvor hvordan hvorfor hvornår i ikke ind jeg jer jo kan
        kunne man mange med meget men mig min mit mod når ned noget nogen nogle nu og også om op os
        over på sådan selv sig sin sit skal skulle som til ud under var vi vil ville være været""",
    "no": """
        alle at av bare begge ble blei bli blir blitt både da de deg dei dem den denne der dere
        deres det dette di din disse ditt du eg ein eit eller en enn er et ett etter for fordi fra
        før ha hadde ham han hans har hennes her hun hva hvem hver hvilke hvilken hvis hvor hvordan
        hvorfor i ikke ikkje ingen inn ja jeg kan kom kunne man mange med meg men mer min mitt mot
        mye må ned nei noe noen nå når og også om opp oss over på så seg selv si sin sitt sjøl skal
        skulle slik som til ut uten var ved vi vil ville vår være vært""",
    "fi": """
        ei eivät ehkä että eli en ennen entä he heidän heille hän hänen häntä ja jo joka joiden
        joista joissa jolla jonka jos joskus jossa jota jotka kaikki kanssa keitä kenen koska kuin
        kuinka kuitenkin kuka kun kuten me meidän mikä miksi millä milloin minkä minä minun missä
        mitä mitkä mukaan mutta myös ne niiden niin niitä noin nyt oli olivat olla olleet ollut on
        ovat sekä sen se siellä siinä sille sillä sitä tai te tällä tämä tämän tässä tätä tuo vain
        vaan voi voidaan yli""",
    "hu": """
        a abban ahol aki akik amely amelyek amelyet ami amikor amit az azok azonban azt be csak de e
        egy egyes egyik el előtt ennek és ez ezek ezt fel ha hanem hány hogy hogyan hol illetve is
        ki kik lehet lesz majd meg még mely melyik melyek mert mi miért mikor milyen mind mint mit
        nagyon ne nem nincs össze s sem során szerint tehát több után úgy valamint van vannak vagy
        vissza volt voltak""",
    "ro": """
        a ai al ale alte am ar are aceasta această aceste acest acestea acestei acestor acestui
        acesta aceștia așa asupra au ca că care cărei căror cărui câți câte ce cea cei cele cel cine
        când cât cu cum da de deci deja despre din dintre după ea ei el ele era erau este eu face fi
        fie fiind fost fără iar îi în înainte între într îl îmi își la le lor lui mai mult ne nici
        noi nu o or ori pe pentru până prin s sa sale sau să se si și spre sub sunt ta te toate tot
        un una unde unei unele unui unor va vor""",
    "tr": """
        acaba ama ancak arasında ayrıca bana bazı belki ben beni benim bir birçok biri birkaç biz bu
        böyle buna bunda bundan bunlar bunu bunun çok çünkü da daha dan de defa değil diğer diye
        dolayı en fakat gibi göre hangi hem henüz hep hepsi her hiç için ile ilgili ise itibaren
        kadar karşı kendi kez ki kim kimi mı mi mu mü nasıl ne neden nedir nerede neye niçin o olan
        olarak oldu olduğu olmak olması olup on ona ondan onlar onu onun sadece sen siz sonra şey şu
        tarafından tüm ve veya ya yani yok zaten""",
    "ru": """
        а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже
        для до его ее её если есть еще ещё ж же за здесь и из или им их к как какая какие какой
        каким какую когда которая которого которой которые который кто куда ли либо между меня мне
        может можно мой мы на над надо наш не него нее ней нет ни нибудь ним них но ну о об однако
        он она они оно от очень перед по под после потом потому почему при про с сам свои свой своей
        своих себя сейчас сколько со так также такой там те тем то тогда того тоже той только том
        тот ты у уже хотя чего чей чем через что чтобы чье чья эта эти этих это этого этой этом этот
        я""",
    "uk": """
        а або адже але б без більш бо був була були було бути в вам вас ви від він вона вони все всі
        вже для до з за й його йому і із ій їй їх її коли кого ми мене між може на над не нас ні ніж
        ним них о один по під після при про саме себе та так також те ти тим то тому тільки у хто це
        цей ці цього цієї через чи що щоб як яка який яких які якщо є""",
    "bg": """
        а ако ала беше би бил била били било в вие във все всеки всички всичко вече да дали до
        докато е един една едно за защо и из или има как каква какво какъв като кога която които
        което който кой коя къде ли много може на най над не него нея ни ние но някои обаче около от
        по под поради преди през при с са само се си след със също съм тази така такива там те тези
        то това тогава този той тя ще що""",
    "sr": """
        али ако без би био била били бити више вам где да до док за и из или им има иначе их је јер
        још ка као када који која које коју кроз ли међу му на над не него нису о од он она они по
        под после при са само се смо су та тада тај тако те то тога у уз већ што""",
    "pl": """
        a aby ale bardzo bez bo by był była było były być co czy dla do gdy gdzie go i ich ile im
        inne ja jak jako je jego jej jednak jest jeszcze już każdy kiedy kim kto która które którego
        której który których którzy lub ma między może można na nad nie nich nim niż o od on ona one
        oni oraz po pod ponieważ przed przez przy są się tak także tam te tego tej ten to tym tylko
        w we wiele więc wszystkie z za ze że""",
    "cs": """
        a aby ale ani až bez bude budou by byl byla bylo byly být co což do další druhá i ho jak
        jako je jeho jejich jej její jen ještě již jsem jsou k kde kdo kdy která které kteří který
        ke kolik má mezi mít může na nad nebo není než o od po pod podle pokud pouze pro proč
        protože při s se si své tak také tam tento to toto tím u už v ve více však vše z za ze že""",
    "sk": """
        a aby aj ak ako ale alebo ani až bez bol bola boli bolo by byť či čo do ho i ich iba je jeho
        jej k kde keď kto ktorá ktoré ktorí ktorý má medzi môže na nad nie o od po pod podľa pre pri
        prečo s sa si sme so som sú svoje tak tento to toto u už v vo však z za zo že""",
    "hr": """
        a ako ali bez bi bila bili bilo bio biti će da do dok ga gdje i ih ili iz ima je jer još
        kada kako kao koja koje koji kojih kojim koju li među može na nad nakon ne nego nije nisu o
        od on ona oni osim po pod prema pri s sa samo se što su svi ta tako te to u uz više za zbog""",
    "ca": """
        a al als amb aquest aquesta aquests això com de del dels des després dins doncs el ella ells
        els en entre era eren es és està fins foren fou ha han hi i l la les li més molt no o on per
        perquè però pot qual quals quan que què qui se sense ser seu seus seva són sobre també tot
        tots un una va van""",
    "id": """
        ada adalah agar akan antara apa atau bagi bahwa banyak beberapa berapa bisa dalam dan dapat
        dari dengan di dia hanya hingga ini itu jika juga kami karena ke kepada ketika kita lebih
        mereka oleh pada para saat saja sangat saya sebagai sebuah sebelum secara sejak seperti
        serta setelah siapa sudah telah tersebut tidak untuk yang""",
    "vi": """
        bị bởi các cái có của cũng cho chỉ chiếc cùng đã đang đây đến để đó được do gì hay hơn khi
        không là lại làm lên mà mình một năm này nào nên người nhiều như những ở phải qua ra rằng
        rất sau sẽ sự tại theo thì trên trong trước từ và vào vì với về""",
    "ar": """
        إلى ال التي الذي الذين أن إن أو أي أين إذا إلا أما أنه أيضا بعد بعض بين به بها تلك تم ثم حتى
        حول حيث خلال ذلك سوف على عن عند عندما غير في فيه فيها قبل قد كان كانت كل كم كما كيف لا لقد
        لكن لم لماذا له لها لن ليس ما متى مثل مع من منذ منها منه نحو هذا هذه هل هم هناك هو هي و وقد
        ولا ومن وهو وهي يكون""",
    "fa": """
        آن آنها از است اما این اند با باید بر برای بود بودند به بین تا تر توسط چه چگونه چند چرا خود
        در دارد دارند را روی شد شده شود کرد کرده کند که کجا کدام ما من می نیز و ها های هر هم همه
        همین هیچ یا یک""",
    "ur": """
        آپ اس اسے اور ان انہوں ایک بھی پر تک تھا تھی تھے تو جا جو سے کا کر کرنے کو کہ کی کیا کے گیا
        لیے میں نہیں نے وہ ہو ہوا ہے ہیں یا یہ""",
    "el": """
        ένα ένας ή αλλά αν από αυτά αυτή αυτό αυτός για δεν είναι είχε εκεί ενώ επίσης η ήταν θα και
        κατά κάθε κι μας με μεταξύ μετά μη μην μια μία μόνο να ο όπου όπως οι όταν ότι όσο που πού
        ποια ποιο ποιος πόσα πόσο πότε πριν προς πως πώς σαν σε στη στην στις στο στον στους στα τα
        τη την της τι τις το τον του τους των ως""",
    "he": """
        אבל או אותו אותה אחרי אחד איך אין אך אל אלה אם אני אשר את בין גם הוא היא היה היו היתה הם זה
        זו זאת יותר יש כי כל כמה כמו כאשר לא לו לה לפני מה מי מן מתי עד עוד על עם רק של שם תחת""",
    "hi": """
        अपनी अपने अब आदि इन इस इसके इसी उन उनके उस उसके एक ऐसे और कई कब कर करता करते करना करने कहा
        का कि कितने किया किस किसी की कुछ के को कोई कौन क्या क्यों गया जब जहाँ जा जाता जिस जैसे जो तक
        तब तो था थी थे दिया दो द्वारा न नहीं ने पर पहले फिर बहुत बाद भी में यदि यह यहाँ या ये लिए
        लेकिन व वह वहाँ वाले वे सकता साथ से हर ही हुआ हुई हुए है हैं हो होता होती होते होने""",
}
