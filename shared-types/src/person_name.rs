//! People's names: any script, rare characters included.

use crate::{
    limits,
    problem::FieldCode,
    text::{self, Form},
};

/// A name as typed, brought to one line of NFC text.
///
/// # Errors
/// `required`, `too_long`, or `character` for control and private-use characters: the latter show
/// another glyph, or none, on every other machine.
pub fn parse(typed: &str) -> Result<String, FieldCode> {
    let name = text::normalise_line(typed);
    if name.is_empty() {
        return Err(FieldCode::Required);
    }
    if name.chars().count() > limits::NAME_CHARS {
        return Err(FieldCode::TooLong);
    }
    if name.chars().any(|c| text::is_misleading(c) || is_private_use(c)) {
        return Err(FieldCode::Character);
    }
    Ok(name)
}

/// Whether two names as typed are one: width, case, spaces, accents, the marks between the parts of a name, and 臺 or 台
/// don't count.
pub fn is_same(one: &str, other: &str) -> bool {
    let one = letters(one);
    !one.is_empty() && one == letters(other)
}

/// What of a name counts when it is compared.
pub fn letters(name: &str) -> String {
    let is_mark = |c: char| {
        c.is_whitespace()
            || matches!(c, '.' | ',' | '-' | '\'' | '’' | '·' | '‧' | '•' | '・')
            || matches!(c, '\u{300}'..='\u{36f}')
    };
    let plain = |c: char| match c {
        'đ' => 'd',
        '臺' => '台',
        c => c,
    };
    text::normalise(name, Form::Nfkd).to_lowercase().chars().filter(|c| !is_mark(*c)).map(plain).collect()
}

/// As screens show a name before a binding is approved: `王○明`, `江○`, `NGUYEN ○○○ THU`.
///
/// Chinese names keep the first and, from three characters on, the last; names of several words
/// keep the first and the last word.
pub fn masked(name: &str) -> String {
    let words: Vec<&str> = name.split(' ').collect();
    if words.len() > 2 {
        return format!("{} ○○○ {}", words[0], words[words.len() - 1]);
    }
    if words.len() == 2 {
        return format!("{} ○○○", words[0]);
    }
    let chars: Vec<char> = name.chars().collect();
    match chars.as_slice() {
        [] => String::new(),
        [_] => "○".into(),
        [first, _] => format!("{first}○"),
        [first, middle @ .., last] => format!("{first}{}{last}", "○".repeat(middle.len())),
    }
}

fn is_private_use(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_every_script_and_plane_are_accepted() {
        for name in [
            "王大明",
            "𠮷田美",
            "䶵",
            "林𬀩",
            "NGUYEN THI THU",
            "阮氏秋",
            "O'Brien",
            "Pasuya Poiconu",
            "Siti Nurhaliza",
        ] {
            assert_eq!(parse(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn private_use_and_control_characters_are_refused_because_they_would_not_survive() {
        assert_eq!(parse("王\u{e000}"), Err(FieldCode::Character));
        assert_eq!(parse("王\u{202e}明"), Err(FieldCode::Character));
        assert_eq!(parse(&"王".repeat(51)), Err(FieldCode::TooLong));
        assert_eq!(parse(" 　"), Err(FieldCode::Required));
    }

    #[test]
    fn a_name_typed_another_way_is_the_same_name() {
        for (one, other) in [
            ("王大明", " 王 大明　"),
            ("NGUYEN Thị Thu", "ｎｇｕｙｅｎ THỊ thu"),
            ("尤敏．諾幹", "尤敏‧諾幹"),
            ("Pasuya Poiconu", "PASUYA-POICONU"),
            ("O'Brien", "O’BRIEN"),
            ("NGUYEN THI THU", "Nguyễn Thị Thu"),
            ("DO VAN", "Đỗ Văn"),
            ("臺大明", "台大明"),
        ] {
            assert!(is_same(one, other), "{one} {other}");
        }
        for (one, other) in [("王大明", "王小明"), ("王大明", "王大"), ("王大明", ""), ("...", "")] {
            assert!(!is_same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_masked_name_hides_the_middle() {
        assert_eq!(masked("王大明"), "王○明");
        assert_eq!(masked("江明"), "江○");
        assert_eq!(masked("歐陽小明"), "歐○○明");
        assert_eq!(masked("𠮷美"), "𠮷○");
        assert_eq!(masked("NGUYEN THI THU"), "NGUYEN ○○○ THU");
    }

    proptest! {
        #[test]
        fn a_name_that_is_accepted_is_kept_as_it_is(typed in "\\PC{1,60}") {
            if let Ok(name) = parse(&typed) {
                prop_assert_eq!(parse(&name), Ok(name.clone()));
                prop_assert!(!name.chars().any(|c| text::is_misleading(c) || is_private_use(c)));
            }
        }

        #[test]
        fn a_chinese_name_of_whatever_plane_shows_its_ends_alone(name in "[一-鿿\u{20000}-\u{323af}]{2,6}") {
            let (shown, chars) = (masked(&name), name.chars().collect::<Vec<_>>());
            prop_assert_eq!(shown.chars().count(), chars.len());
            prop_assert_eq!(shown.chars().next(), chars.first().copied());
            prop_assert_eq!(shown.chars().filter(|c| *c == '○').count(), (chars.len() - 2).max(1));
            prop_assert!(is_same(&name, &name));
        }
    }
}
