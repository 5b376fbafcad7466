/// The small words that hold a language together: articles, prepositions, conjunctions, pronouns, forms of to be and to
/// have. About two in five words of any prose are among them. Our own lists, without words that are spelled the same and
/// common in most of the others.
enum FunctionWords {
    /// Languages by their two letters (ISO 639-1), in the order of the counts.
    static let languages = ["en", "de", "fr", "es", "it", "nl", "pt"]

    static let lists: [[String]] = [
        english, german, french, spanish, italian, dutch, portuguese,
    ].map { $0.split(whereSeparator: \.isWhitespace).map(String.init) }

    private static let english = """
        the of and to in is that for it as with his on be at by this had not are but from or have an they which one you
        were her all she there would their we him been has when who will more if no out so said what its about into than
        them can only other time some could these two may then do first any my now such like our over me even most after
        also did many before must through where your well down should because each just those how too little own under
        shall upon while both between being against during without within again very was he i a does used
        """
    private static let german = """
        der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat
        dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr
        durch man dann soll sein wenn ihre unter wir ihr ihm ihn ihnen uns kann gegen vom können schon wurde kein keine
        unser seine seiner seinem ich du mich dir mir was wo wer welche diese dieser dieses diesem diesen muss müssen
        darf sowie jedoch wurden worden hatte waren bin bist habe beim eines ohne zwischen während wegen sofern gemäß
        """
    private static let french = """
        le la les de des du un une et à en est que qui dans pour pas sur au aux par plus ne se ce il elle avec son sa ses
        ont mais comme ou où leur leurs nous vous ils elles on été être avoir fait cette ces cet sont était dont tout
        tous toute toutes sans même entre si aussi bien je tu me te mon ma mes ton ta tes notre votre nos vos lui y deux
        peut doit après avant sous chez ainsi lorsque donc car ni cela ceci alors très encore depuis jusqu quand avait
        étaient sera seront ait selon lors l d qu c n s j m
        """
    private static let spanish = """
        el la los las de del un una unos unas y a en es que por para con no se lo al su sus como más pero o este esta
        estos estas ese esa esos esas si ya cuando muy sin sobre también me hasta hay donde quien quienes desde todo todos
        toda todas nos durante uno ni contra otros otro otra otras eso ante ellos e esto mí antes algunos qué yo cual
        porque son está están fue ser era eran ha han había sido tiene tienen puede pueden entre cada según así les le
        mi tu ella él nosotros usted ustedes cuya cuyo deberá será serán hacer
        """
    private static let italian = """
        il lo la i gli le di del dello della dei degli delle un uno una e a al allo alla ai agli alle in nel nello nella
        nei negli nelle da dal dallo dalla dai dagli dalle su sul sulla sui sulle con per tra fra che è non si come più ma
        o ed anche se ci cui questo questa questi queste quello quella quelli quelle chi sono era erano ha hanno essere
        avere stato stata stati state suo sua suoi sue loro mi ti lui lei noi voi io tu ogni dopo prima quando dove
        perché così ancora già molto tutto tutti tutta tutte può possono deve devono senza secondo nonché l d dell nell
        all dall sull c
        """
    private static let dutch = """
        de het een van en in is dat op te voor met zijn die niet aan er om ook als dan maar bij of uit nog naar door over
        ze hij zij ik je jij we wij u heeft hebben had worden wordt werd werden kan kunnen zal zullen moet moeten mag deze
        dit tot geen meer wel al toen omdat zo hun haar hem ons onze mijn uw wat wie waar welke waarin tegen na onder
        tussen tijdens zonder indien echter alle alleen andere ander veel nu daar hier toch eens elkaar iets niets was
        waren geweest ben bent om tenzij volgens binnen hoe
        """
    private static let portuguese = """
        o a os as de do da dos das um uma uns umas e em no na nos nas ao aos à às por pelo pela pelos pelas para com não
        que se é como mais mas ou seu sua seus suas este esta estes estas esse essa esses essas isso isto aquele aquela
        são foi ser era eram está estão tem têm tinha há já também muito quando onde quem qual entre sem sobre até
        depois antes mesmo só ele ela eles elas nós você vocês eu me lhe lhes nosso nossa meu minha todos todas todo toda
        ninguém nada tudo algum alguma outro outra outros outras pôde pude disse fosse sempre nunca cada pode podem deve
        devem sido ter haver foram será serão contra desde ainda porque assim nem num numa
        """
}
