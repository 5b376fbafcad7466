import KapellCore

/// Texts that were written for these tests.
enum Samples {
    /// Short pieces of prose of different kinds, by their language.
    static let prose: [String: [String]] = [
        "en": [
            """
            The tenant may end this agreement at the end of any month. Notice must be given in writing and must reach the
            landlord at least thirty days before that day.
            """,
            "To change the filter, switch the pump off and wait until it has cooled down. Then open the cover on its left.",
            "We were late again, and nobody at the station could tell us when the next train would leave for the coast.",
            "This command lists all the tables that you own; with an option it also shows those of other users.",
        ],
        "de": [
            """
            Der Mieter kann diesen Vertrag zum Ende eines jeden Monats kündigen. Die Kündigung muss schriftlich erfolgen
            und dem Vermieter mindestens dreißig Tage vorher zugehen.
            """,
            "Um den Filter zu wechseln, schalten Sie die Pumpe aus und warten Sie, bis sie abgekühlt ist.",
            "Wir kamen wieder zu spät, und niemand auf dem Bahnhof konnte uns sagen, wann der nächste Zug fährt.",
            "Dieser Befehl zeigt alle Tabellen, die Ihnen gehören; mit einer Option auch die von anderen Benutzern.",
        ],
        "fr": [
            """
            Le locataire peut résilier ce contrat à la fin de chaque mois. Le congé doit être donné par écrit et parvenir
            au bailleur au moins trente jours avant cette date.
            """,
            "Pour changer le filtre, arrêtez la pompe et attendez qu'elle soit froide. Ouvrez ensuite le couvercle de gauche.",
            "Nous étions encore en retard, et personne dans la gare ne savait quand le prochain train partirait.",
            "Cette commande affiche toutes les tables dont vous êtes le propriétaire, et avec une option celles des autres.",
        ],
        "es": [
            """
            El arrendatario puede poner fin a este contrato al final de cada mes. El aviso debe darse por escrito y llegar
            al arrendador al menos treinta días antes.
            """,
            "Para cambiar el filtro, apague la bomba y espere hasta que se haya enfriado. Luego abra la tapa de la izquierda.",
            "Llegamos otra vez tarde, y nadie en la estación nos pudo decir cuándo salía el próximo tren a la costa.",
            "Esta orden muestra todas las tablas que son suyas; con una opción muestra también las de los otros usuarios.",
        ],
        "it": [
            """
            Il conduttore può recedere da questo contratto alla fine di ogni mese. La disdetta deve essere data per iscritto
            e deve pervenire al locatore almeno trenta giorni prima.
            """,
            "Per cambiare il filtro, spegnete la pompa e aspettate che si sia raffreddata. Poi aprite il coperchio a sinistra.",
            "Siamo arrivati di nuovo in ritardo, e nessuno alla stazione ci ha saputo dire quando partiva il treno.",
            "Questo comando mostra tutte le tabelle che sono vostre; con una opzione anche quelle degli altri utenti.",
        ],
        "nl": [
            """
            De huurder kan deze overeenkomst aan het einde van elke maand opzeggen. De opzegging moet schriftelijk worden
            gedaan en ten minste dertig dagen van tevoren bij de verhuurder zijn.
            """,
            "Om het filter te vervangen zet u de pomp uit en wacht u tot deze is afgekoeld. Open daarna het deksel.",
            "We waren weer te laat, en niemand op het station kon ons zeggen wanneer de volgende trein zou vertrekken.",
            "Deze opdracht toont alle tabellen die van u zijn; met een optie ook die van de andere gebruikers.",
        ],
        "pt": [
            """
            O inquilino pode terminar este contrato no fim de cada mês. O aviso deve ser dado por escrito e chegar ao
            senhorio pelo menos trinta dias antes.
            """,
            "Para mudar o filtro, desligue a bomba e espere até que esteja fria. Depois abra a tampa do lado esquerdo.",
            "Chegámos outra vez atrasados, e ninguém na estação nos soube dizer quando partia o próximo comboio.",
            "Este comando mostra todas as tabelas que são suas; com uma opção mostra também as dos outros utilizadores.",
        ],
    ]

    /// Languages that are not told, and what is no language.
    static let others = [
        "Hyresgästen kan säga upp avtalet till slutet av varje månad. Uppsägningen ska vara skriftlig och nå hyresvärden.",
        "Najemca może wypowiedzieć umowę na koniec każdego miesiąca. Wypowiedzenie musi być złożone na piśmie w terminie.",
        "Vuokralainen voi irtisanoa sopimuksen jokaisen kuukauden lopussa. Irtisanomisen on oltava kirjallinen ja ajoissa.",
        "Наниматель может расторгнуть договор в конце каждого месяца. Уведомление должно быть дано в письменной форме.",
        "借主は毎月末にこの契約を終了することができます。通知は書面により少なくとも三十日前に行うものとします。",
        "Anna Berg, Karl Holm, Peter Lindqvist, Maria Stein, Otto Falk, Erik Brandt, Nils Dahl, Lars Vik, Ida Moe, Jan Ruud",
        "let total = values.map { $0.price * $0.count }.reduce(0, +); return Invoice(number: next(), total: total, tax: rate)",
        "12 14 15 99 kg mm cm 44 23 11 EUR 1,200 EUR 400 EUR 20 kg 12 mm 9 cm 8 mm 7 cm 6 mm 5 kg 4 mm 3 cm 2 mm 1 kg",
    ]

    /// A text of made-up words, without any order; equal seeds give equal texts.
    static func words(_ count: Int, seed: UInt64) -> [String] {
        var generator = SplitMix64(seed: seed)
        let syllables = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "pan", "tor", "mel", "gus"]
        return (0..<count).map { _ in
            (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                syllables[Int.random(in: 0..<syllables.count, using: &generator)]
            }.joined()
        }
    }

    /// `words`, of which some are replaced: about one in `every`.
    static func edited(_ words: [String], every: Int, seed: UInt64) -> [String] {
        var generator = SplitMix64(seed: seed)
        return words.map { word in
            Int.random(in: 0..<every, using: &generator) == 0 ? "edit\(generator.next() % 100_000)" : word
        }
    }
}
