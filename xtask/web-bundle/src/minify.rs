//! Takes out what only helps those who read the sources: comments and indentation.
//! What a browser makes of the rest does not change.

/// A style sheet without comments and with single spaces; strings stay as they are.
pub(crate) fn css(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        if rest.starts_with("/*") {
            // Nothing takes its place: `a/**/.b` is one compound selector.
            rest = rest[2..].split_once("*/").map_or("", |(_, behind)| behind);
        } else if next == '"' || next == '\'' {
            let end = end_of_string(rest, next);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if next.is_ascii_whitespace() {
            rest = rest.trim_ascii_start();
            if !out.is_empty()
                && !out.ends_with([' ', '{', '}', ';', ','])
                && !rest.starts_with(['{', '}', ';'])
                && !rest.is_empty()
            {
                out.push(' ');
            }
        } else {
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    out
}

fn end_of_string(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (position, character) in text.char_indices().skip(1) {
        if character == quote && !escaped {
            return position + 1;
        }
        escaped = character == '\\' && !escaped;
    }
    text.len()
}

/// A page without comments, blank lines and indentation. Line ends stay, because white space
/// between words counts; the template has no `<pre>`.
pub(crate) fn html(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, after)) = rest.split_once("<!--") {
        text.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, behind)| behind);
    }
    text.push_str(rest);
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_lose_comments_and_indentation() {
        assert_eq!(
            css("/* why */\na {\n  color: red; /* no */\n  margin: 0 auto;\n}\n"),
            "a{color: red;margin: 0 auto;}"
        );
    }

    #[test]
    fn white_space_that_means_something_stays() {
        assert_eq!(css("a :hover , b\n+ c{width: calc(1px + 2px)}"), "a :hover ,b + c{width: calc(1px + 2px)}");
        assert_eq!(css("@media (min-width: 1px) and (print) { }"), "@media (min-width: 1px) and (print){}");
    }

    #[test]
    fn strings_in_style_sheets_stay_as_they_are() {
        assert_eq!(css(r#"a{content: "  /* \" */  "}"#), r#"a{content: "  /* \" */  "}"#);
        assert_eq!(css("a{content: '}  ;'}"), "a{content: '}  ;'}");
    }

    #[test]
    fn pages_lose_comments_and_indentation() {
        assert_eq!(html("<p>\n  <!-- why -->\n  一 <b>二</b>\n</p>\n"), "<p>\n一 <b>二</b>\n</p>\n");
    }
}
