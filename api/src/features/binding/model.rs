//! The state machine of a binding application, and what a form is called.

use shared_types::{application::ApplicationStatus, problem::ProblemCode};

/// What can happen to an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// 通過, by the homeroom teacher.
    Approve,
    /// 退回, by the homeroom teacher, with a reason.
    Return,
    /// The parent corrected it.
    SendAgain,
    /// The bin icon of [C].
    Cancel,
}

/// The state after a step.
///
/// # Errors
/// `wrong_state` where the step isn't possible.
pub fn after(status: ApplicationStatus, step: Step) -> Result<ApplicationStatus, ProblemCode> {
    use ApplicationStatus::{Approved, Cancelled, InReview, Returned};
    match (status, step) {
        (InReview, Step::Approve) => Ok(Approved),
        (InReview, Step::Return) => Ok(Returned),
        (Returned, Step::SendAgain) => Ok(InReview),
        (InReview | Returned, Step::Cancel) => Ok(Cancelled),
        _ => Err(ProblemCode::WrongState),
    }
}

/// Guardians a child can have in the ordinary case [S][J][B].
pub const GUARDIAN_PLACES: u64 = 2;

/// Digits and letters that nobody mistakes for one another on the telephone.
const REFERENCE_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// `115-7K3Q9XWD`: the 民國 year and forty random bits.
pub fn reference(roc_year: i32, random: [u8; 8]) -> String {
    let letters = random.map(|byte| char::from(REFERENCE_ALPHABET[usize::from(byte) % REFERENCE_ALPHABET.len()]));
    format!("{roc_year}-{}", letters.iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_from_every_state_is_decided() {
        use ApplicationStatus as S;
        let possible = [
            (S::InReview, Step::Approve, S::Approved),
            (S::InReview, Step::Return, S::Returned),
            (S::InReview, Step::Cancel, S::Cancelled),
            (S::Returned, Step::SendAgain, S::InReview),
            (S::Returned, Step::Cancel, S::Cancelled),
        ];
        for status in S::ALL {
            for step in [Step::Approve, Step::Return, Step::SendAgain, Step::Cancel] {
                let expected = possible.iter().find(|(s, t, _)| (*s, *t) == (status, step)).map(|(_, _, after)| *after);
                assert_eq!(after(status, step).ok(), expected, "{status:?} {step:?}");
            }
        }
    }

    #[test]
    fn a_reference_can_be_read_out_on_the_telephone() {
        let reference = reference(115, [0, 31, 32, 7, 255, 100, 18, 9]);
        assert_eq!(reference, "115-0Z07Z4J9");
        assert!(!reference.contains(['I', 'L', 'O', 'U']));
    }
}
