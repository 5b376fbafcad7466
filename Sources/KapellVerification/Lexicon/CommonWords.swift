/// Words that carry little of what a sentence claims.
enum CommonWords {
    /// Words of grammar: not compared at all.
    static let grammar = Set(
        """
        a an the of to in on at by for with and or as is are was were be been being am it its this that these those \
        there here he she they them their his her him we us our you your i me my which who whom whose what how why \
        do does did done has have had having will would should than then so such if into out up down off about same \
        own one ones any also too very per via upon therein thereof thereto hereby herein hereunder thereby yes no \
        not nor but yet while each either both such s t re etc cf et al eg ie let lets otherwise else though \
        although because since whether between among per oneself itself themselves himself herself yourself \
        ourselves
        """.split(separator: " ").map(String.init))

    /// Words that say little: their absence from a span counts little.
    static let light = """
        make take give get say state go come put set mean count party side case way thing matter part time such \
        accord accordance respect relation connection regard concern relate term terms include involve follow apply \
        use work do happen purpose order mention name call become keep let begin end period under least most well \
        like whole certain able necessary possible need want wish number amount item point kind type form question \
        answer clause section agreement contract lease licence license document text passage stated provide rather \
        exactly counted lies lie stand stands puts remain still already again ever even only just merely simply \
        altogether together afterwards beforehand therefore however thus hence instead moreover furthermore person \
        people somebody someone anyone anybody everybody nobody last made got gets found find move shape total head \
        exact actual sort detail account occasion step example instance option possibility effect result event back \
        bring run send turn good place due show add see stay leave long contain against besides plus top yes unable \
        exist exists existing serve day whoever hour
        """
}
