/// Phrases that change what a sentence claims, by class (`@`), and phrases that stand for one word. A line that begins
/// with a class or a word names it before the colon; a line that is indented goes on.
enum PhraseTable {
    static let text = """
        @max: at most, no more than, not more than, up to, not exceed, never exceed, no later than, not later than,
          at the latest, or less, or fewer, or under, maximum of, a maximum of, can never be higher than,
          never more than, not longer than, no longer than, capped at, limited to, does not exceed, do not exceed,
          may not exceed, must not exceed, shall not exceed, cannot exceed
        @min: at least, no less than, not less than, no fewer than, not fewer than, or more, or over, or above,
          or longer, minimum of, a minimum of, no earlier than, not earlier than, or higher
        @gt: more than, greater than, higher than, longer than, later than, in excess of, exceeds, exceed,
          exceeding, exceeded, over, above, beyond
        @lt: less than, fewer than, lower than, shorter than, earlier than, smaller than, under, below
        @within: within, not later than
        @about: about, roughly, around, approximately, approx
        @greater: the greater of, the higher of, the larger of, whichever is greater, whichever is higher,
          whichever is larger, whichever is the greater, whichever is the higher
        @lesser: the lesser of, the lower of, the smaller of, whichever is less, whichever is lower,
          whichever is smaller, whichever is the lower
        @earlier: the earlier of, whichever is earlier, whichever comes first
        @later: the later of, whichever is later
        @free: need not, needs not, does not have to, do not have to, did not have to, is not required,
          are not required, not required, not obliged, not bound, not necessary, no need, no obligation, no duty,
          not mandatory, optional, does not need, do not need, not need, not needed
        @prohib: may not, must not, shall not, cannot, can't, can not, could not, not allowed, not permitted,
          not be allowed, not be permitted, not entitled, prohibited, prohibit, prohibits, forbidden, forbid,
          forbids, banned, barred, mustn't, shan't, mayn't, may neither, shall neither, must neither, ruled out,
          do not
        @perm: may, can, could, is entitled to, are entitled to, entitled to, has the right to, have the right to,
          is allowed to, are allowed to, allowed, permitted, is free to, are free to, at liberty to,
          has the option to, may at its option, is possible, possible
        @obl: shall, must, has to, have to, needs to, need to, needs, is required to, are required to, required to,
          is required, are required, required, requires, require, is obliged to, are obliged to, obliged to, is to,
          are to, owes, mandatory, obligatory, necessary
        @neg: not, no, never, none, nor, neither, nobody, nothing, nowhere, don't, doesn't, didn't, isn't, aren't,
          wasn't, weren't, won't, wouldn't, hasn't, haven't, hadn't, shouldn't, needn't, no longer, rather than,
          instead of, not yet, far from, fails to, fail to, failed to, lack of, lacks
        @without: without
        @except: unless, except, except for, excepting, save for, save, other than, otherwise than, apart from,
          aside from, excluding, with the exception of, subject to, however
        @prov: provided that, provided, only if, only when, only where, only after, only with, so long as,
          as long as, on condition that, in so far as, insofar as, to the extent, until
        @if: if, when, where, whenever, once, in case, in case of, in the event, in the event of,
          in the event that, as soon as
        @only: only, solely, alone, merely, exclusively, nothing else, nothing but, just, purely
        @univ: all, any, every, always, whatever, whichever, wherever, anyone, anybody, everybody, everyone,
          anything, everything, any kind, of any kind, in every case, in all cases, in any case, at any time,
          at all times, without exception, regardless, regardless of, even if, even when, even where, even though,
          even, whatever the, entire, entirely, completely, fully, freely, immediately, forever, unlimited,
          anywhere
        @each: each
        @both: both, either, each party
        @some: some, certain, one of, for example, for instance, among other things, among others,
          in the ordinary case, as a rule, normally, usually
        @before: before, prior to, ahead of, in advance, beforehand, in advance of, preceding, prior, previously
        @after: after, afterwards, following, thereafter, later, since, subsequent to, counted from
        @from: from, starting, of
        @during: during, throughout, while
        written: in writing
        gratis: free of charge, without charge, at no charge, no charge, at its own expense, without payment,
          free of cost, for free, for nothing
        e_mail: e mail, email
        backup: back up, back ups
        subcontractor: sub contractor, sub contractors
        extend: rolls over, roll over
        twofactor: two factor
        calculate: worked out, work out, works out
        exclude: left out, leave out, leaves out
        include: made up of, consists of, consist of, part of
        mean: stands for, stand for
        obey: comply with, complies with
        perform: carried out, carry out, carries out
        happen: takes place, take place, took place
        around_clock: around the clock, round the clock, at any hour, day and night, 24 hours a day,
          at any time of day
        responsible: answers for, answer for
        poach: entice away, lure away, luring away
        cancel: calls off, call off, called off
        notify: lets know, let know
        calculated: based on
        because: because of, due to, owing to, as a result of
        """
}
