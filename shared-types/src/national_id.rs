//! 身分證統一編號 and 居留證統一證號, with their checksums.

use crate::{problem::FieldCode, text};
use std::fmt;

/// A checked national ID: 身分證 (`A123456789`), new 居留證 (`A800000014`) or old 居留證 (`AB12345677`).
///
/// `Debug` never shows it, so that no log line can.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct NationalId(String);

impl NationalId {
    /// Reads an ID as typed: either case, full-width, with spaces or hyphens.
    ///
    /// # Errors
    /// `required` when empty, `format` when it is not of one of the three forms, `checksum` when a
    /// character must have been mistyped.
    pub fn parse(typed: &str) -> Result<Self, FieldCode> {
        let id = text::normalise_identifier(typed);
        if id.is_empty() {
            return Err(FieldCode::Required);
        }
        let digits = digits_of(&id).ok_or(FieldCode::Format)?;
        const WEIGHTS: [u32; 11] = [1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1];
        let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        if sum.is_multiple_of(10) { Ok(Self(id)) } else { Err(FieldCode::Checksum) }
    }

    /// The whole number. Call it where the whole number is needed and nowhere else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// As screens show it: `F12****789`.
    pub fn masked(&self) -> String {
        text::mask_middle(&self.0, 3, 3)
    }

    /// The last six characters: the initial password of the city's published procedure [T][S][C].
    pub fn last_six(&self) -> &str {
        &self.0[4..]
    }
}

impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The eleven digits that the checksum weighs: the first letter counts as two.
fn digits_of(id: &str) -> Option<[u32; 11]> {
    let bytes: [u8; 10] = id.as_bytes().try_into().ok()?;
    let first = letter_value(bytes[0])?;
    let second = match bytes[1] {
        b'A'..=b'D' => letter_value(bytes[1])? % 10,
        b'1' | b'2' | b'8' | b'9' => u32::from(bytes[1] - b'0'),
        _ => return None,
    };
    let mut digits = [0; 11];
    digits[0] = first / 10;
    digits[1] = first % 10;
    digits[2] = second;
    for (slot, byte) in digits[3..].iter_mut().zip(&bytes[2..]) {
        *slot = char::from(*byte).to_digit(10)?;
    }
    Some(digits)
}

/// The household registry's number for a county letter.
fn letter_value(letter: u8) -> Option<u32> {
    const ORDER: &[u8; 26] = b"ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let position = ORDER.iter().position(|l| *l == letter)?;
    Some(10 + position as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_documents_sample_ids_are_judged_by_their_checksum() {
        for sample in ["A123456789", "A111111113", "S103929197", "A131950410", "A789654789"] {
            // A789654789 has 7 as its second character, which no issued number has; its checksum holds.
            let verdict = NationalId::parse(sample);
            if sample == "A789654789" {
                assert_eq!(verdict, Err(FieldCode::Format), "{sample}");
            } else {
                assert!(verdict.is_ok(), "{sample}");
            }
        }
        assert_eq!(NationalId::parse("F123654789"), Err(FieldCode::Checksum));
    }

    #[test]
    fn both_forms_of_residence_permit_are_accepted() {
        for permit in ["A800000014", "AB12345677", "AC01234567"] {
            assert!(NationalId::parse(permit).is_ok(), "{permit}");
        }
    }

    #[test]
    fn an_id_is_never_printed_by_accident() {
        let id = NationalId::parse("ａ123-456 789").unwrap();
        assert_eq!(format!("{id:?}"), "[redacted]");
        assert_eq!(id.masked(), "A12****789");
        assert_eq!(id.last_six(), "456789");
    }

    proptest! {
        #[test]
        fn any_single_wrong_digit_is_noticed(position in 2usize..10, delta in 1u8..10) {
            let mut bytes = *b"A123456789";
            bytes[position] = b'0' + (bytes[position] - b'0' + delta) % 10;
            // Weights 1..9 are not all prime to 10: a digit with weight 5, 2, 4, 6 or 8 can differ unnoticed.
            let weight = [8, 7, 6, 5, 4, 3, 2, 1, 1][position - 1];
            let noticed = NationalId::parse(std::str::from_utf8(&bytes).unwrap()).is_err();
            prop_assert_eq!(noticed, (u32::from(delta) * weight) % 10 != 0);
        }

        #[test]
        fn nonsense_never_panics(typed in ".{0,30}") {
            let _ = NationalId::parse(&typed);
        }
    }
}
