//! What the attributing words say about the claim.

use super::vocabulary::vocabulary;

vocabulary! {
    /// What the attributing words say about the claim beyond that it was made.
    pub enum CueClass {
        /// Nothing: “said”, “according to”.
        Neutral = "neutral",
        /// It was made with force: “insisted”, “declared”.
        Assert = "assert",
        /// The author keeps a distance: “claimed”, “alleged”.
        Claim = "claim",
        /// It lays blame: “accused”, “blamed”.
        Accuse = "accuse",
        /// It rejects: “denied”, “dismissed”.
        Deny = "deny",
        /// It is made with care: “suggested”, “hinted”.
        Hedge = "hedge",
        /// The author takes it for true: “confirmed”, “noted”.
        Factive = "factive",
        /// It binds the speaker: “vowed”, “pledged”.
        Promise = "promise",
        /// It is about the future: “predicted”, “warned”.
        Predict = "predict",
        /// It asks to know: “asked whether”.
        Question = "question",
        /// It asks to act: “urged”, “called for”.
        Request = "request",
        /// It decides: “ruled”, “ordered”.
        Rule = "rule",
        /// It judges: “thinks”, “praised”.
        Opine = "opine",
        /// It gives grounds: “explained”, “argued”.
        Reason = "reason",
        /// It is passed on: “reportedly”, “rumored”.
        Hearsay = "hearsay",
    }
}
