//! How typed text is read: people type full-width digits, spaces and hyphens, and none of that is an error.

/// An identifier as typed (ID number, phone, code) brought to its plain form: full-width letters
/// and digits become ASCII, spaces and hyphens go, letters become capitals.
pub fn normalise_identifier(typed: &str) -> String {
    normalise(typed, Form::Nfkc)
        .chars()
        .filter(|c| !c.is_whitespace() && !is_separator(*c))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// A line of free text (a name, a reason): trimmed, inner runs of white space become one space, NFC but for
/// compatibility ideographs. Those stand for characters of CNS 11643, appear in names, and every normal form would turn
/// them into others.
pub fn normalise_line(typed: &str) -> String {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rest = line.as_str();
    let mut kept = String::with_capacity(line.len());
    while let Some((start, ideograph)) = rest.match_indices(is_compatibility_ideograph).next() {
        kept += &normalise(&rest[..start], Form::Nfc);
        kept += ideograph;
        rest = &rest[start + ideograph.len()..];
    }
    kept + &normalise(rest, Form::Nfc)
}

fn is_compatibility_ideograph(c: char) -> bool {
    matches!(c, '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}

/// The normal forms of Unicode that we use.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Equal text has equal bytes.
    Nfc,
    /// And full-width letters and digits are ASCII.
    Nfkc,
    /// And letters stand apart from their marks.
    Nfkd,
}

/// Brings text to a normal form of Unicode.
#[cfg(not(target_arch = "wasm32"))]
pub fn normalise(text: &str, form: Form) -> String {
    use unicode_normalization::UnicodeNormalization;
    match form {
        Form::Nfc => text.nfc().collect(),
        Form::Nfkc => text.nfkc().collect(),
        Form::Nfkd => text.nfkd().collect(),
    }
}

/// Brings text to a normal form of Unicode; the browser brings the tables along, which would be a fifth of the app.
#[cfg(target_arch = "wasm32")]
pub fn normalise(text: &str, form: Form) -> String {
    if text.is_ascii() {
        return text.into();
    }
    let name = match form {
        Form::Nfc => "NFC",
        Form::Nfkc => "NFKC",
        Form::Nfkd => "NFKD",
    };
    js_sys::JsString::from(text).normalize(name).into()
}

/// Control characters, and those that turn the direction of what follows: text that isn't what it looks like.
pub fn is_misleading(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// Shows the first `head` and last `tail` characters and a star for each between; everything is
/// starred when that would leave fewer than two hidden.
pub fn mask_middle(text: &str, head: usize, tail: usize) -> String {
    let count = text.chars().count();
    if count < head + tail + 2 {
        return "*".repeat(count);
    }
    text.chars().enumerate().map(|(i, c)| if i < head || i >= count - tail { c } else { '*' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn full_width_spaces_and_hyphens_are_accepted_in_an_identifier() {
        assert_eq!(normalise_identifier("　ａ１２３－４５６ 789 "), "A123456789");
    }

    #[test]
    fn a_line_keeps_rare_characters_and_loses_only_white_space() {
        assert_eq!(normalise_line("  𠮷田　 䶵美 "), "𠮷田 䶵美");
    }

    #[test]
    fn a_mask_never_shows_a_short_text_whole() {
        assert_eq!(mask_middle("F123654789", 3, 3), "F12****789");
        assert_eq!(mask_middle("abc", 2, 1), "***");
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(typed in "[ -~０-９Ａ-Ｚａ-ｚ　－—]{0,40}") {
            let once = normalise_identifier(&typed);
            prop_assert_eq!(normalise_identifier(&once), once.clone());
            let line = normalise_line(&typed);
            prop_assert_eq!(normalise_line(&line), line.clone());
        }

        #[test]
        fn a_line_is_the_same_however_its_accents_were_typed(typed in "[a-zA-ZÀ-ÿẠ-ỹ \u{300}-\u{303}\u{323}]{0,30}") {
            let line = normalise_line(&typed);
            prop_assert_eq!(normalise_line(&normalise(&typed, Form::Nfc)), line.clone());
            prop_assert_eq!(normalise_line(&line), line);
        }

        #[test]
        fn ideographs_of_every_plane_survive(typed in "[一-鿿㐀-䶿豈-龎\u{20000}-\u{323af}]{1,20}") {
            prop_assert_eq!(normalise_line(&typed), typed);
        }

        #[test]
        fn whatever_is_typed_a_second_reading_changes_nothing(typed in "\\PC{0,40}") {
            let line = normalise_line(&typed);
            prop_assert_eq!(normalise_line(&line), line.clone());
        }
    }
}
