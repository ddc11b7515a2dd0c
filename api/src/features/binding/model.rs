//! The state machine of a binding application, and what a form is called.

use shared_types::{application::ApplicationStatus, problem::ProblemCode, relationship::RelationshipGroup};

/// What can happen to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The household registry has answered, or has had its time: the teacher decides.
    Forward,
    /// The household registry confirmed it, and that is enough.
    Confirm,
    /// 通過, by the homeroom teacher.
    Approve,
    /// 退回, by the homeroom teacher, with a reason.
    Return,
    /// 通過, by the protection desk, of what the school had approved before the child was sealed.
    Release,
    /// 復原: the teacher takes the decision back.
    Reopen,
    /// The parent corrected it; it is then where a new one would be.
    SendAgain(ApplicationStatus),
    /// The bin icon of [C].
    Cancel,
    /// The parent gave the binding up, or withdrew the consent it rests on.
    End,
}

/// The state after a step.
///
/// # Errors
/// `wrong_state` where the step isn't possible.
pub fn after(status: ApplicationStatus, step: Step) -> Result<ApplicationStatus, ProblemCode> {
    use ApplicationStatus::{Approved, Cancelled, Ended, InReview, RegistryChecking, Returned};
    match (status, step) {
        (RegistryChecking, Step::Forward) => Ok(InReview),
        (RegistryChecking, Step::Confirm) | (InReview, Step::Approve) => Ok(Approved),
        (Approved, Step::Release) => Ok(Approved),
        (InReview, Step::Return) => Ok(Returned),
        (Returned, Step::SendAgain(first @ (RegistryChecking | InReview))) => Ok(first),
        (Approved | Returned, Step::Reopen) => Ok(InReview),
        (RegistryChecking | InReview | Returned, Step::Cancel) => Ok(Cancelled),
        (Approved, Step::End) => Ok(Ended),
        _ => Err(ProblemCode::WrongState),
    }
}

/// Guardians a child can have in the ordinary case [S][J][B].
const ORDINARY_PLACES: u64 = 2;

/// Who has a place at a child already.
#[derive(Debug, Clone, Copy, Default)]
pub struct TakenPlaces {
    /// 法定代理人
    pub parents: u64,
    /// 監護人
    pub guardians: u64,
}

impl TakenPlaces {
    /// One more of that group has a place.
    pub fn take(&mut self, group: RelationshipGroup) {
        match group {
            RelationshipGroup::LegalRepresentative => self.parents += 1,
            RelationshipGroup::Guardian => self.guardians += 1,
        }
    }

    /// Whether one more of that group has none. The places that a school opened are for guardians, who take
    /// them before the two of every child: so nobody's place depends on who came first.
    pub fn are_full_for(self, group: RelationshipGroup, opened: u64) -> bool {
        let in_ordinary = self.parents + self.guardians.saturating_sub(opened);
        let guardian_fits_an_opened_one = group == RelationshipGroup::Guardian && self.guardians < opened;
        in_ordinary >= ORDINARY_PLACES && !guardian_fits_an_opened_one
    }
}

/// Digits and letters that nobody mistakes for one another on the telephone.
const REFERENCE_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// `115-7K3Q9XWD`: the 民國 year and forty random bits.
pub fn reference(roc_year: i32, random: [u8; 8]) -> String {
    format!("{roc_year}-{}", letters(random))
}

/// Eight of them.
pub fn letters(random: [u8; 8]) -> String {
    random.map(|byte| char::from(REFERENCE_ALPHABET[usize::from(byte) % REFERENCE_ALPHABET.len()])).iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_from_every_state_is_decided() {
        use ApplicationStatus as S;
        let possible = [
            (S::RegistryChecking, Step::Forward, S::InReview),
            (S::RegistryChecking, Step::Confirm, S::Approved),
            (S::RegistryChecking, Step::Cancel, S::Cancelled),
            (S::InReview, Step::Approve, S::Approved),
            (S::Approved, Step::Release, S::Approved),
            (S::InReview, Step::Return, S::Returned),
            (S::InReview, Step::Cancel, S::Cancelled),
            (S::Returned, Step::SendAgain(S::InReview), S::InReview),
            (S::Returned, Step::SendAgain(S::RegistryChecking), S::RegistryChecking),
            (S::Returned, Step::Cancel, S::Cancelled),
            (S::Approved, Step::End, S::Ended),
            (S::Approved, Step::Reopen, S::InReview),
            (S::Returned, Step::Reopen, S::InReview),
        ];
        for status in S::ALL {
            for step in [
                Step::Forward,
                Step::Confirm,
                Step::Approve,
                Step::Release,
                Step::Return,
                Step::Reopen,
                Step::SendAgain(S::InReview),
                Step::SendAgain(S::RegistryChecking),
                Step::SendAgain(S::Approved),
                Step::Cancel,
                Step::End,
            ] {
                let expected = possible.iter().find(|(s, t, _)| (*s, *t) == (status, step)).map(|(_, _, after)| *after);
                assert_eq!(after(status, step).ok(), expected, "{status:?} {step:?}");
            }
        }
    }

    #[test]
    fn two_places_are_anybodys_and_what_a_school_opens_is_for_guardians() {
        use RelationshipGroup::{Guardian, LegalRepresentative};
        let full = |parents, guardians, group, opened| TakenPlaces { parents, guardians }.are_full_for(group, opened);
        assert!(!full(1, 0, LegalRepresentative, 0) && !full(1, 0, Guardian, 0) && !full(0, 1, Guardian, 0));
        assert!(full(2, 0, LegalRepresentative, 0) && full(2, 0, Guardian, 0) && full(1, 1, LegalRepresentative, 0));
        // One opened: a grandmother beside two parents, in whichever order they come.
        assert!(full(2, 0, LegalRepresentative, 1) && !full(2, 0, Guardian, 1) && full(2, 1, Guardian, 1));
        assert!(!full(1, 1, LegalRepresentative, 1) && full(1, 2, LegalRepresentative, 1));
    }

    #[test]
    fn a_reference_can_be_read_out_on_the_telephone() {
        let reference = reference(115, [0, 31, 32, 7, 255, 100, 18, 9]);
        assert_eq!(reference, "115-0Z07Z4J9");
        assert!(!reference.contains(['I', 'L', 'O', 'U']));
    }
}
