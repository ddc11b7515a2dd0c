//! The consent text's little Markdown: `##`/`###` headings, `1.`/`-` lists, paragraphs.

use yew::prelude::*;

/// A piece of the text, in order.
#[derive(Debug, Clone, PartialEq)]
enum Block {
    Heading { level: u8, text: String },
    List { ordered: bool, items: Vec<String> },
    Paragraph(String),
}

/// The text with its headings and lists as such.
pub fn markdown(text: &str) -> Html {
    html! { { for blocks(text).into_iter().map(show) } }
}

fn show(block: Block) -> Html {
    let items = |items: Vec<String>| html! { { for items.into_iter().map(|item| html! { <li>{ item }</li> }) } };
    match block {
        Block::Heading { level: 2, text } => html! { <h2>{ text }</h2> },
        Block::Heading { text, .. } => html! { <h3>{ text }</h3> },
        Block::List { ordered: true, items: list } => html! { <ol>{ items(list) }</ol> },
        Block::List { ordered: false, items: list } => html! { <ul>{ items(list) }</ul> },
        Block::Paragraph(text) => html! { <p>{ text }</p> },
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open = false;
    for line in text.lines().map(str::trim) {
        let item = list_item(line);
        match (blocks.last_mut(), line) {
            (_, "") => {
                open = false;
                continue;
            }
            (_, heading) if heading.starts_with("## ") || heading.starts_with("### ") => {
                let level = if heading.starts_with("### ") { 3 } else { 2 };
                blocks.push(Block::Heading { level, text: heading.trim_start_matches(['#', ' ']).to_owned() });
                open = false;
                continue;
            }
            // Blank lines between items don't end a list.
            (Some(Block::List { ordered, items }), _) if item.is_some_and(|(kind, _)| kind == *ordered) => {
                items.extend(item.map(|(_, text)| text.to_owned()));
            }
            (Some(Block::List { items, .. }), more) if open && item.is_none() => {
                if let Some(last) = items.last_mut() {
                    join(last, more);
                }
            }
            (Some(Block::Paragraph(paragraph)), more) if open && item.is_none() => join(paragraph, more),
            _ => blocks.push(match item {
                Some((ordered, text)) => Block::List { ordered, items: vec![text.to_owned()] },
                None => Block::Paragraph(line.to_owned()),
            }),
        }
        open = true;
    }
    blocks
}

/// `(ordered, text)` of a line that begins a list item.
fn list_item(line: &str) -> Option<(bool, &str)> {
    if let Some(text) = line.strip_prefix("- ") {
        return Some((false, text));
    }
    let (number, text) = line.split_once(". ")?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some((true, text))
}

/// Joins a wrapped line: Chinese takes no space there, other scripts do.
fn join(text: &mut String, more: &str) {
    let is_chinese = |c: char| c >= '\u{2E80}';
    if !text.ends_with(is_chinese) && !more.starts_with(is_chinese) {
        text.push(' ');
    }
    text.push_str(more);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_lists_and_paragraphs_are_told_apart() {
        let text = "## 一、目的\n為了辦理\n綁定。\n\n1. 姓名\n2. 電話\n\n- 甲\n- 乙\n### 附註\nTwo\nlines";
        assert_eq!(
            blocks(text),
            [
                Block::Heading { level: 2, text: "一、目的".into() },
                Block::Paragraph("為了辦理綁定。".into()),
                Block::List { ordered: true, items: vec!["姓名".into(), "電話".into()] },
                Block::List { ordered: false, items: vec!["甲".into(), "乙".into()] },
                Block::Heading { level: 3, text: "附註".into() },
                Block::Paragraph("Two lines".into()),
            ]
        );
    }

    #[test]
    fn wrapped_lines_of_any_alphabet_keep_their_words_apart() {
        assert_eq!(blocks("liên kết cả\nđời"), [Block::Paragraph("liên kết cả đời".into())]);
    }

    #[test]
    fn a_year_at_the_start_of_a_sentence_is_no_list() {
        assert_eq!(blocks("111.8 公告"), [Block::Paragraph("111.8 公告".into())]);
    }

    #[test]
    fn blank_lines_inside_a_list_keep_its_numbers_going() {
        assert_eq!(blocks("1. 甲\n\n2. 乙"), [Block::List { ordered: true, items: vec!["甲".into(), "乙".into()] }]);
    }
}
