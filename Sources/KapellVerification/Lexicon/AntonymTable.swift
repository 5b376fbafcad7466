/// Words that contradict each other where one takes the other's place. Pairs end with a semicolon.
enum AntonymTable {
    static let text = """
        more less; more fewer; most least; greater lesser; greater smaller; higher lower; highest lowest;
        larger smaller; maximum minimum; longer shorter; before after; earlier later; prior after; first last;
        begin end; start end; increase decrease; raise reduce; rise fall; include exclude; inclusive exclusive;
        included excluded; permit forbid; allow forbid; allow prohibit; permit prohibit; permitted prohibited;
        accept reject; accept refuse; approve reject; grant refuse; internal external; public private;
        public confidential; buyer seller; landlord tenant; lessor lessee; licensor licensee; supplier customer;
        employer employee; sender recipient; donor recipient; author recipient; debtor creditor; borrower lender;
        plaintiff defendant; open closed; free paid; win lose; pass fail; valid invalid; direct indirect;
        mandatory optional; compulsory voluntary; required optional; fixed variable; automatic manual;
        monthly yearly; daily weekly; day night; morning evening; weekday weekend; north south; east west;
        left right; up down; above below; over under; inside outside; in_advance in_arrears; advance arrears;
        written oral; written verbal; writing telephone; paid unpaid; new old; gain loss; profit loss;
        same different; equal larger; indoor outdoor; summer winter; hot cold; wet dry; male female; adult child;
        minimum maximum; buy sell; gross net; charge discharge; charging discharging; import export; insert remove;
        add remove; connect disconnect; lock unlock; enable disable; always never; all none; everybody nobody;
        both neither; single several; binary source; domestic foreign; temporary permanent; provisional permanent;
        provisionally permanently; partial complete; voluntarily compulsorily; jointly separately;
        accelerate delay; keep delete; retain erase;
        """
}
