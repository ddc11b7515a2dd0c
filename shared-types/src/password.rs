//! What a password of one's own must be: long, and not what others know about you.
//! NIST SP 800-63B-4: no composition rules.

use crate::{limits, problem::FieldCode};

/// Length alone, which both sides can judge.
///
/// # Errors
/// `required`, `too_short`, `too_long`.
pub fn check_length(password: &str) -> Result<(), FieldCode> {
    match password.chars().count() {
        0 => Err(FieldCode::Required),
        n if n < limits::PASSWORD_MIN_CHARS => Err(FieldCode::TooShort),
        n if n > limits::PASSWORD_MAX_CHARS => Err(FieldCode::TooLong),
        _ => Ok(()),
    }
}

/// Whether the password holds something others know: `personal` are the own ID number, phone,
/// e-mail address and name.
///
/// # Errors
/// `personal`, or `common` for repetitions, runs and the words everybody tries first.
pub fn check_guessable<'a>(password: &str, personal: impl IntoIterator<Item = &'a str>) -> Result<(), FieldCode> {
    let lower = password.to_ascii_lowercase();
    let known = personal.into_iter().flat_map(|fact| {
        let fact = fact.to_ascii_lowercase();
        let local = fact.split('@').next().map(str::to_owned);
        let tail = fact.char_indices().nth_back(5).map(|(i, _)| fact[i..].to_owned());
        [Some(fact), local, tail].into_iter().flatten()
    });
    // Below five characters a fact is too short to weaken a password of twelve.
    if known.into_iter().any(|fact| fact.chars().count() >= 5 && lower.contains(&fact)) {
        return Err(FieldCode::Personal);
    }
    if is_common(&lower) { Err(FieldCode::Common) } else { Ok(()) }
}

/// Few different characters, one long run, one thing said again, or a well-known word padded to length.
fn is_common(lower: &str) -> bool {
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < 5 {
        return true;
    }
    let chars: Vec<u32> = lower.chars().map(u32::from).collect();
    let steps = chars.windows(2).filter(|w| w[1].abs_diff(w[0]) == 1).count();
    if steps * 10 >= chars.len() * 8 {
        return true;
    }
    if (1..=chars.len() / 2).any(|period| chars[period..] == chars[..chars.len() - period]) {
        return true;
    }
    const WORDS: [&str; 12] = [
        "password",
        "qwertyuiop",
        "1qaz2wsx",
        "iloveyou",
        "letmein",
        "asdfghjkl",
        "zxcvbnm",
        "taipei",
        "kinbind",
        "welcome",
        "administrator",
        "cooc",
    ];
    // One byte for one byte, so that a place in `letters` is the same place in `lower`.
    let letters = lower.replace('0', "o").replace('@', "a").replace('$', "s");
    WORDS.iter().any(|word| {
        let Some(start) = letters.find(word) else { return false };
        let rest = [&lower[..start], &lower[start + word.len()..]].concat();
        rest.chars().all(|c| !c.is_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_is_the_only_composition_rule() {
        assert_eq!(check_length("十二個字的中文密碼也可以喔"), Ok(()));
        assert_eq!(check_length("short"), Err(FieldCode::TooShort));
        assert_eq!(check_length(&"x".repeat(129)), Err(FieldCode::TooLong));
        assert_eq!(check_length(""), Err(FieldCode::Required));
    }

    #[test]
    fn what_others_know_is_refused() {
        let facts = ["A123456789", "0912345678", "wang.daming@example.tw", "王大明"];
        for weak in ["my-456789-login", "wang.daming-2026", "x0912345678x", "A123456789abc"] {
            assert_eq!(check_guessable(weak, facts), Err(FieldCode::Personal), "{weak}");
        }
        assert_eq!(check_guessable("梅花鹿 rides a slow train", facts), Ok(()));
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for weak in [
            "aaaaaaaaaaaa",
            "password1234",
            "P@ssw0rd2026!!",
            "abcdefghijklmn",
            "121212121212",
            "qwertyuiop123",
            "correctcorrect",
        ] {
            assert_eq!(check_guessable(weak, []), Err(FieldCode::Common), "{weak}");
        }
        assert_eq!(check_guessable("correct horse battery", []), Ok(()));
    }
}
