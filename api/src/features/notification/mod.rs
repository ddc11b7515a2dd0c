//! Mail and SMS texts: MiniJinja templates in `api/templates/mail`, plain text; the HTML is made from it.
//!
//! The first line of a template is the subject. One source for both forms, so that they never differ.

use crate::{gateways::mail::Mail, jobs::JobError, state::State};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value};
use shared_types::language::Language;
use std::sync::LazyLock;
use uuid::Uuid;

macro_rules! template {
    ($name:literal, $language:literal) => {
        (
            concat!($name, ".", $language),
            include_str!(concat!("../../../templates/mail/", $name, ".", $language, ".txt")),
        )
    };
}

macro_rules! templates {
    ($($name:literal),+) => {
        [$(template!($name, "zh-TW"), template!($name, "en"), template!($name, "vi"), template!($name, "id")),+]
    };
}

static TEMPLATES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    for (name, source) in templates![
        "verification_code",
        "account_opened",
        "application_received",
        "child_bound",
        "application_returned",
        "email_confirmation",
        "password_link",
        "sign_in_reminder",
        "contact_changed",
        "binding_ended",
        "binding_revoked",
        "approval_revoked",
        "other_guardian_notice",
        "objection_settled",
        "entrusted_child",
        "carer_notice",
        "consent_withdrawn",
        "deletion_requested",
        "deletion_declined",
        "verification_code_sms"
    ] {
        environment.add_template(name, source).expect("a unit test renders every template");
    }
    environment
});

/// A mail in the language of the application.
///
/// # Errors
/// When a value that the template names is missing: a mistake of ours, so nothing a retry mends.
pub fn render(
    template: &str,
    language: Language,
    to: &str,
    id: Uuid,
    state: &State,
    context: Value,
) -> Result<Mail, JobError> {
    let (subject, text) = render_text(template, language, context).map_err(|error| JobError::Dead(error.into()))?;
    let (html, sent_at) = (to_html(&text, language), state.now());
    Ok(Mail { id, to: to.into(), subject, text, html, sent_at, attachments: Vec::new() })
}

/// The whole of a template as the text of a message.
///
/// # Errors
/// As [`render`].
pub fn render_sms(template: &str, language: Language, context: Value) -> Result<String, JobError> {
    let rendered = TEMPLATES.get_template(&name(template, language)).and_then(|template| template.render(context));
    rendered.map(|text| text.trim().to_owned()).map_err(|error| JobError::Dead(error.into()))
}

fn name(template: &str, language: Language) -> String {
    format!("{template}.{}", language.tag())
}

fn render_text(template: &str, language: Language, context: Value) -> Result<(String, String), minijinja::Error> {
    let rendered = TEMPLATES.get_template(&name(template, language))?.render(context)?;
    let (subject, text) = rendered.split_once('\n').unwrap_or((&rendered, ""));
    Ok((subject.trim().to_owned(), format!("{}\n", text.trim())))
}

/// Paragraphs and links, escaped; nothing from outside is loaded.
fn to_html(text: &str, language: Language) -> String {
    let paragraphs: String = text
        .split("\n\n")
        .map(|paragraph| {
            let lines: Vec<String> = paragraph.lines().map(|line| link(&escape(line))).collect();
            format!("<p>{}</p>\n", lines.join("<br>\n"))
        })
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"{}\"><meta charset=\"utf-8\">\n<body style=\"font-family:sans-serif;font-size:16px;line-height:1.7;max-width:36em\">\n{paragraphs}</body></html>\n",
        language.tag()
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Our templates put an address on a line of its own.
fn link(line: &str) -> String {
    let address = line.trim();
    match address.starts_with("http://") || address.starts_with("https://") {
        true => format!("<a href=\"{address}\">{address}</a>"),
        false => line.to_owned(),
    }
}

#[cfg(test)]
mod tests;
