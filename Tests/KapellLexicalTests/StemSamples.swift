import KapellLexical

/// Words and their stems as Snowball's own program makes them. Written by `Tests/Stemmers/compare.py samples`.
enum StemSamples {
    static func text(of language: LexicalLanguage) -> String {
        switch language {
        case .none: ""
        case .english: english
        case .german: german
        case .french: french
        case .spanish: spanish
        }
    }

    private static let english = """
        'tilalismator=tilalism 'tilizetional=tilizet add's'li=add's'li aizeralize=aizer analogicateeedly=analogicatee
        anessentli=aness arsenable=arsenabl arseneedative=arseneed arseninglyogist=arseninglyog arsenitiedly=arseniti
        assesization=asses atementness=atement ativeent=ativ atlasitiable=atlasiti atlasizerus=atlasizerus
        atlasmentsses=atlasmentss atlasnessational=atlasness beouslialli=beouslial bl'eedly=bl'eed blitision=blitis
        by'salli=by'sal byousnessing=byous bytional=bytion caféelational=caféel cafémentent=cafément
        cannlessliousness=cannlessli communablile=communablil communalal=communal communalliiveness=communalli
        communantedly=communant communbliies=communblii communiesment=communies communizationousli=communization
        conflat'anci=conflat' conflatnessent=conflatness dieizeied=dieizei dieogistenci=dieogist digitbli's'=digitbl
        dog'izationalize=dog'ization dyativeabli=dyativ dyentbli=dyentbl dyfules=dyful dyogily=dyogili
        earrencialize=earrenci earrfulnessies=earrfulnessi earribleize=earribl eggalliance=eggalli eggusousli=eggus
        emergancitional=emergancit emergeedlyion=emergeedlyion emergibleeedly=emergiblee emergicabli=emergic
        enjoybiliti=enjoybl evenanceance=evenanc eveneedlylessli=eveneedlyless eveniesator=evenies exc'sbli=exc'sbl
        excalliabli=excalli excicateenci=excicat fall's'ied=fall's'i fallfulli=fall fallllies=falllli
        fallouslier=fallousli falltionalizer=falltion fizzedational=fizzed fizzesll=fizzesl fizzivitier=fizziviti
        fizzli=fizzli fizzlitional=fizzlit generlyfulli=generly herrousedly=herrous herrtionalment=herrtional
        hoppencious=hoppenci hoppizees=hoppize hoppmentement=hoppment hopssied=hopssi howealitiization=howealiti
        howeallialize=howealli howeousliement=howeousli interedicate=intered izanceied=izancei izativeism=izativ
        izllabli=izllabl izousnesses=izous izssesical=izsses izyingalize=izying laterizeried=laterizeri laterli=later
        laterlisses=laterliss lovelousli=lovel lyalli'=lyalli naïalizeiviti=naïaliz naïate=naïat naïence=naïenc
        naïenceousli=naïenc naïfullianci=naïfulli naïfullieed=naïfullie newsing=news newsivess=newsivess
        o'cbilitiful=o'cbil o'cenci=o'cenc odd'fulness=odd' oddationaly=oddationali oddnessant=oddness
        off's'le=off's'l offaliciti=offal offlis=offli offyies=offyi outance's'=outanc outesiti=outes
        outizeredly=outiz outusenci=outus owbilitiiveness=owbiliti owenceeed=owencee owousedly=owous past'sel=past'sel
        pastateabli=pastat pasteration=paster proc'ible=proc'ibl procale=procal procicateational=procicat
        proctionanci=proction relateraliti=relater sizativeize=sizativ skisbli=skisbl skisblifulness=skisbli
        skyanceingly=skyanc strateanci=strateanc strencement=strencement strousnessable=strousness succallied=succal
        succeable=succeabl succiesation=succies tanicalical=tanical toyesfulli=toyes toyic=toyic toyitiousness=toyiti
        troublationying=troublationi troubliediciti=troublied tyiveize=tyiveiz tyousliical=tyousliic
        universogiiciti=universogi yativeical=yativ yizationsses=yizationss youngalitis=youngal youngibleize=youngibl
        youngicateousli=youngicat youngiedli=youngied youthableational=youthabl youthlis=youth
        """

    private static let german = """
        abentigkeitung=abentigkeit abentischoeu=abentischou abentunget=abent aeu'schig=au'schig
        aeuerinnenoeu=auerinnenou aufeinanderfolg'schs=aufeinanderfolg aufeinanderfolgendheit=aufeinanderfolgend
        aufeinanderfolgenst=aufeinanderfolgen auyererinnensten=auyererinnen auyerernae=auyererna auyerheit's=auyerheit
        auyerischend=auyerisch auyerstst=auyerst bau'schß=bau'schss bauend's=bauend bauerern=bau baukeits=baukeit
        baunisseik=baunisseik baunissennissen=baunissennis boeserntet=bosernt einsamend=einsam
        einsamiklichkeit=einsamik einsamischkeit=einsamisch einsamlichkeitst=einsam einsamssenem=einsamss
        erkenntnisyenß=erkenntnisyenss freiungenerin=freiung freundererin=freund freundetenoeu=freundetenou
        freundetes=freund freundigkeits=freundig freundischisten=freundischist freundnisseerinnen=freundnisse
        freundstuen=freundstun freundßheit=freundssheit fußeue=fusseu fußigkeiterinnen=fussig
        fußnissennisse=fussnissennis fußskeit=fussskeit fußstln=fussstl fußtetigkeit=fusstet geordner's=geordner
        geordnerssen=geordnerss geordnigkeiteten=geordnig geordnisteneig=geordnisteneig geordnlnest=geordnln
        geordnlnslich=geordnlnslich geordnsisch=geordnsisch geordntetigkeit=geordntet glückisch's=gluckisch
        glückistenlichkeit=gluckisten glückistennissen=gluckistennis glücklichigkeit=glucklich glückungsten=gluckung
        großisch'=grossisch großkeitae=grosskeita hausaees=hausa hausiksten=hausik häusheitlich=hausheit
        häusischoeu=hausischou internigkeit'=internigkeit is'en=is is'sch=is is'schssen=is'schss isischtet=isischt
        isistenisten=isistenist isoeuisten=isouist kenntnis'ß=kenntnis'ss kenntniserungen=kenntniser
        kenntnisisten's=kenntnisisten kenntnisßik=kenntnisss maßes's=masses maßeseten=masses mäuserinnenerin=mauserinn
        mäusetenssen=mausetenss mäusikung=mausik mäuslichungen=mauslich mäusnissenß=mausnissenss
        mäusssenuen=mausssenun naemssen=namss naesuen=nasun naischigkeit=naischig oeernsten=oern oestenue=ostenu
        plansend=plansend planstß=planstss queetenoeu=queetenou quekeitigkeit=quekeit quellheit'=quellheit
        quellikern=quellik quellistenae=quellistena quellistenisten=quellistenist quelllnssten=quelllnsst
        quessenkeit=quessen questenes=quest schönerinnen'=schonerinnen schönernem=schonern schönheitlich=schonheit
        schönlichsten=schonlich schönlnsheit=schonlnsheit straß'st=strass'st straßheitue=strassheitu
        straßlnsung=strasslnsung straßoeulichkeit=strassoulich straßueerinnen=strassu straßungnisse=strassungnis
        systemkeiterinnen=system systemlichyen=systemlichy systemsig=systems systemss=systemss systendst=systend
        systste=syst systueheit=systuheit systung'=systung tickeiger=tickeig tickistenem=tickist tickliches=ticklich
        ticklnsem=ticklns ticknissenest=ticknissen ticksungen=ticksung treigen=treig treuaeest=treua trikae=trika
        trisch'=trisch trischssen=trischss uebereigung=ubereig ueberemerinnen=uberem ueberikuen=uberikun usae'sch=usa
        usistenisch=usisten uslnsig=uslnsig usnissenem=usniss usnissenlichkeit=usnissen usuenln=usunl
        verschönetens=verschonet verschönigkeites=verschon verschönssenlichkeit=verschonssen verschönyener=verschony
        verständnisem'sch=verstandnisem verständnisesisch=verstandnises verständnislnsuen=verstandnislnsun
        verständnisungenß=verstandnisungenss verständnisyene=verstandnisy yacht'suen=yacht'sun
        yachtestnisse=yachtestnis yachtischerinnen=yachtisch yachtssenem=yachtss yachtungene=yachtung
        œrerinoeu=œrerinou œrlich=œrlich
        """

    private static let french = """
        activellions=activel aigueraie=aiguerai aigueuseiste=aigueuse aigulogies=aigulog appelablesh=appelablesh
        appelaitif=appelait appelit=appel appeltionâtes=appeltion attenencees=attenence attenissaai=attenissa
        attenëistes=attenë bijlogiesablement=bijlogies bijâtis=bijât bijç=bijç bouillerezeux=bouillerez
        bouilleronsît=bouillerons bouillhir=bouillh bouillutionssion=bouillutionss cailativeivité=cailative
        caileuxifs=caileux cailierira=cailier cailisteaise=cailiste cailisteissons=cailisteisson cheva=chev
        chevesera=cheves chevismeante=chevism chevistesie=chevistes chevivementablement=chevivement
        chevonnment=chevonnment chevéserons=cheves colonisseif=colonisse contexante=contex
        continuateursiste=continuateurs continueis=continueis continuiezâmes=continuiez
        continuièrementait=continuièrement continuièretion=continuièret continuîterai=continuît
        créatissantable=créatissant créatisteique=créatiste cœuratriceseraient=cœuratrices cœurutionsion=cœurutions
        ennettiez=ennet enneuse=enneux ennusions=ennus essayaiselogie=essayaiselog essayencesatif=essayences
        fabricett=fabricet fabriciement=fabrici fabricâmesonn=fabricâmeson finasies=finas finateurell=finateurel
        finerontée=fineront finissantance=finissant finissementsé=finissements finsistes=finsist
        finutionissa=finutioniss finëerons=finë guéraitaient=guérait guére=guer guérissementsière=guérissementsi
        guérâtismes=guérât guérîmesissa=guérîmesiss haïammenties=haïamment haïateurseux=haïateurs j'aimaitistes=aimait
        j'aimisseis=aimisseis j'aimivementes=aimivement j'aimutionsements=aimutions j'aimîmesenn=aimîmesen
        jettaiabilité=jettai jettatriceseuse=jettatrices jettesateurs=jettes jettiqueeuse=jettique jettisit=jettis
        jettissantivement=jettissant jettças=jettc journaiserait=journais journellations=journel journierirai=journier
        journouxenn=journouxen joyaisesett=joyaiseset joyitésiraient=joyites joyièreier=joyièrei joyât=joi
        l'eauicatifivité=eauicatif l'eauisative=eauis majestuablesissant=majestuables majestuatifenn=majestuatifen
        majestuementer=majestuement majestuera=majestu majestueuxités=majestueux majestuîtamment=majestuît
        malableasse=malabl maïationaient=maïation maïierivité=maïier maïiraë=maïira maïsas=maïs maïutionsie=maïutions
        naïaiseiez=naïaisei naïateurs=naïateur naïementsant=naïements naïiqueutions=naïiqueu
        naïivementaises=naïivement naïutionett=naïutionet nerveraientiste=nerveraient niaisateureux=niaisateur
        niaisateursaise=niaisateurs niaisissementez=niaisissement niisseais=niiss onnementit=onnement
        onnieraise=onnier onnitéasse=onnité organisissement=organis parlassionstion=parlassionst
        parleusesissons=parleuses parlhissant=parlh parliraionn=parliraion parlièrementer=parlièrement
        parlâteseaux=parlâteseau pauvablementives=pauvablement pauvifances=pauvif pauviraientative=pauviraient
        pauviraique=pauvira pauvirateurs=pauvir pauvçer=pauvc payièrement=payi payéiste=payéist
        qu'ilationsîtes=ilations qu'ilièreatrice=ilière questerait=quest questierisse=questier questièreait=questier
        roysations=roysat sensaisesenn=sensaisesen senseses=senses sensies=sens taperableablement=taperable
        taperaisant=taperais taperasseë=taperasse taperencesière=taperencesi tapissantièrement=tapissanti
        tapissifeaux=tapissifeau tapissâtateur=tapissât veranteissements=veranteissement verezisme=verez
        veristesusion=veristesu épelerezation=épelerez œuvrancesante=œuvrances œuvrit=œuvr
        """

    private static let spanish = """
        abilguemosguemos=abilguemosg abilloles=abillol abilselaoso=abilsel abilselouciones=abilselou abilíanza=abil
        activicamenteyendo=activicamenteyend actividades=activ actividaed=activid activiéndome=activ
        activísabilidad=activis amigabaiese=amigab amigabanyan=amigabany amigadasicamente=amigadas
        amiglogíasencias=amiglogiasent antenaríamosemos=antenariam antenaseo=antenase antenenciaslas=antenenciasl
        antenidadesaron=antenidades antenoí=anteno antenyearíamos=anteny antenóen=anten arenciayen=arenciay
        argerió=arger argiendoamente=argiend argieselo=argiesel argucionmente=argucion arguennos=arguenn aryeiese=arye
        aríid=ari averigado=averig averigandoyamos=averigandoy averigerir=averiger averigguenyes=averiggueny
        añoiese=año añoióía=añoi cancidooso=cancid cancyalos=cancyal caíerlo=cai caíermente=caierment caíida=cai
        caíióivas=caiioiv caíucionlas=caiucionl caíárselo=cai cigenyas=cigeny cigibleista=cigibl cigida=cig
        ciónica=cionic cióniendonos=cion ciónísyendo=cionisyend conficoer=confic confoase=conf confyanaríamos=confyan
        confyasible=confyas confárselolos=confarselol confísanza=confis construaes=constru construivaoso=construiv
        construucionividad=construucion construáisimiento=construais corririr=corrir corrivoividad=corriv
        corriéndomenos=corriendomen corrlogíaérlo=corrlogi crearíamosiéndome=creariam crementeimiento=crement
        creselayendo=creselayend creíaé=creia desear=des deseenciasada=deseencias deseguemosya=deseguemosy
        deseico=deseic deseieseencias=deseieseent deseoadas=dese deseáis=des deseérloando=deseerl dirableado=dirabl
        dirlogíaadas=dirlogi diryendologías=diryendolog diráaste=dir dáadaslas=daadasl dáamentees=daament
        dáidadaríamos=daidad dáiremossela=dairemossel dáucionaste=daucion dáélos=dael habitanzaancia=habitanz
        habitivamentemente=habitivament habitseiste=habits huyóado=huy háenciasabas=haencias háergué=haerg
        hálogíasase=halogias háyasanza=hayas háéanza=haeanz legan=leg legselaaban=legsel legóanza=legoanz
        leyaseen=leyas leyasismo=leyas leyedó=leyed leylogíassela=leylogiassel leymenteas=leyment leymeyas=leymey
        lingandoase=lingand lingiendoada=lingiend lingoslogía=lingoslog lingyanyendo=lingyanyend logasteamiento=logast
        mañadoraed=mañador mañedla=mañedl mañividadivo=mañividad mañselola=mañselol mentseloer=mentsel nacenismo=nacen
        nacyanid=nacyan osediremos=osed oserida=oser osyen=osyen osóoso=osoos oíenciao=oiencia oíoiese=oioies
        paguabanadas=paguaban paguadaárselo=paguad paguoyen=paguoy paguucióngué=paguuciong paguéisica=pagueis
        pingüara=pingü pingüenciaiéndome=pingüenci pingüenciasle=pingüenciasl pingülología=pingülolog
        pingüosuciones=pingüosu pingüyamosidades=pingüyam rapidaryais=rapidaryais seguoividad=seguoiv
        seguíaicamente=seguiaic seguíayais=seguiayais sentativoaríamos=sentativ sentico=sentic sentiréis=sent
        sentleablemente=sentleabl sentéises=senteis yaseico=yaseic yesiste=yes ymenteyó=ymentey œnaronimiento=œnaron
        œnidadara=œnidad œnidadesaban=œnidades œnidadesadora=œnidades œnidando=œnid œnlasírse=œnlas
        """
}
