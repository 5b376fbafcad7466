/// English words that say nothing about what a text is about.
package enum StopWords {
    package static let all: Set<String> = Set(
        """
        a about above after again against all also am an and any are aren't as at be because been before being below \
        between both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each \
        exactly few for from further get gets give given got had hadn't has hasn't have haven't having he her here hers \
        him his how i i'd i'll i'm i've if in into is isn't it its it's itself just let like long many may me mean means \
        might more most much must my myself no nor not of off often on once one only or other our ours out over own \
        please said same say says shall she should shouldn't so some such tell than that the their theirs them then \
        there there's these they this those through to too under until up upon us very want was wasn't we were \
        weren't what what's when where which while who whom whose why will with within without won't would wouldn't \
        you your yours yourself happen happens happened anything something someone anyone kind sort
        """.split(separator: " ").map(String.init))
}
