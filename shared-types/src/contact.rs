//! E-mail addresses and Taiwanese mobile numbers.

use crate::{limits, problem::FieldCode, text};
use std::fmt;

/// A normalised e-mail address: trimmed, full-width read as ASCII, lower-case.
///
/// Lower-case as a whole: every mail system that parents use ignores case, and one person must
/// not become two accounts by a capital letter.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// # Errors
    /// `required`, `too_long`, or `email` when it can't be an address.
    pub fn parse(typed: &str) -> Result<Self, FieldCode> {
        let address = text::normalise(typed.trim(), text::Form::Nfkc).to_ascii_lowercase();
        if address.is_empty() {
            return Err(FieldCode::Required);
        }
        if address.chars().count() > limits::EMAIL_CHARS {
            return Err(FieldCode::TooLong);
        }
        let (local, domain) = address.rsplit_once('@').ok_or(FieldCode::Email)?;
        if is_local_part(local) && is_domain(domain) { Ok(Self(address)) } else { Err(FieldCode::Email) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As screens show it to others: `w***@example.tw`.
    pub fn masked(&self) -> String {
        match self.0.rsplit_once('@') {
            Some((local, domain)) => format!("{}***@{domain}", local.chars().next().unwrap_or('*')),
            None => "***".into(),
        }
    }
}

/// RFC 5322 `dot-atom`, which is what real mailboxes use; quoted local parts are refused.
fn is_local_part(local: &str) -> bool {
    local.len() <= 64
        && local.split('.').all(|atom| {
            !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b))
        })
}

fn is_domain(domain: &str) -> bool {
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    let Some((rest, top)) = domain.rsplit_once('.') else { return false };
    rest.split('.').all(label) && label(top) && top.len() >= 2 && !top.bytes().all(|b| b.is_ascii_digit())
}

/// A Taiwanese mobile number in its national form, `0912345678`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MobileNumber(String);

impl MobileNumber {
    /// Reads `0912-345-678`, `+886 912 345 678`, `886912345678` and full-width digits alike.
    ///
    /// # Errors
    /// `required` or `mobile`.
    pub fn parse(typed: &str) -> Result<Self, FieldCode> {
        let compact: String = text::normalise_identifier(typed).chars().filter(|c| !matches!(c, '(' | ')')).collect();
        if compact.is_empty() {
            return Err(FieldCode::Required);
        }
        let national = match compact.strip_prefix('+').unwrap_or(&compact).strip_prefix("886") {
            Some(rest) => format!("0{}", rest.strip_prefix('0').unwrap_or(rest)),
            None => compact,
        };
        let well_formed =
            national.len() == 10 && national.starts_with("09") && national.bytes().all(|b| b.is_ascii_digit());
        if well_formed { Ok(Self(national)) } else { Err(FieldCode::Mobile) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `09******78`.
    pub fn masked(&self) -> String {
        text::mask_middle(&self.0, 2, 2)
    }
}

/// An own address or number as screens show it: numbers as `0912-345-678`, everything else as it is.
pub fn shown(address: &str) -> String {
    match MobileNumber::parse(address) {
        Ok(MobileNumber(plain)) => format!("{}-{}-{}", &plain[..4], &plain[4..7], &plain[7..]),
        Err(_) => address.to_owned(),
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl fmt::Debug for MobileNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_person_is_not_two_accounts_by_a_capital_letter_or_a_full_width_one() {
        let plain = EmailAddress::parse("cooc123@gmail.com").unwrap();
        assert_eq!(EmailAddress::parse(" COOC123@Gmail.com ").unwrap(), plain);
        assert_eq!(EmailAddress::parse("ｃｏｏｃ１２３＠ｇｍａｉｌ．ｃｏｍ").unwrap(), plain);
        assert_eq!(plain.masked(), "c***@gmail.com");
    }

    #[test]
    fn what_cannot_be_an_address_is_named() {
        for wrong in ["a", "a@", "@b.tw", "a@b", "a b@c.tw", "a..b@c.tw", "a@-c.tw", "a@1.2.3.4", "a@b\r\nBcc: c@d.tw"]
        {
            assert_eq!(EmailAddress::parse(wrong), Err(FieldCode::Email), "{wrong}");
        }
        assert_eq!(EmailAddress::parse("  "), Err(FieldCode::Required));
    }

    #[test]
    fn every_way_to_write_a_mobile_number_is_one_number() {
        let plain = MobileNumber::parse("0912345678").unwrap();
        for typed in [
            "0912-345-678",
            "+886 912 345 678",
            "886912345678",
            "+8860912345678",
            "０９１２３４５６７８",
            "(0912)345678",
        ] {
            assert_eq!(MobileNumber::parse(typed).unwrap(), plain, "{typed}");
        }
        assert_eq!(plain.masked(), "09******78");
        assert_eq!(MobileNumber::parse("02-29393651"), Err(FieldCode::Mobile));
        assert_eq!(MobileNumber::parse("+85291234567"), Err(FieldCode::Mobile));
    }

    proptest! {
        #[test]
        fn parsing_what_was_parsed_changes_nothing(typed in "[a-zA-Z0-9._+-]{1,20}@[a-z0-9-]{1,10}\\.(tw|com)") {
            if let Ok(address) = EmailAddress::parse(&typed) {
                prop_assert_eq!(EmailAddress::parse(address.as_str()).unwrap(), address);
            }
        }

        #[test]
        fn nonsense_never_panics(typed in ".{0,40}") {
            let _ = EmailAddress::parse(&typed).map(|a| a.masked());
            let _ = MobileNumber::parse(&typed).map(|m| m.masked());
        }
    }
}
