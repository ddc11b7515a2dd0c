//! Mails that came back: told by a mail service, or read from the report (RFC 3464) that came to the return path.

use super::repository;
use crate::{problem::ApiResult, state::State};
use mail_parser::{MessageParser, MimeHeaders};
use shared_types::mail::mail_of;
use uuid::Uuid;

/// A mail that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    pub mail: Uuid,
    /// RFC 3463: `5.1.1`.
    pub status: String,
}

/// Notes it. One of class 4 is a delay; one of another's mail, or of a mail that isn't kept, is nothing to us.
///
/// # Errors
/// The database's.
pub async fn record(state: &State, bounce: &Bounce) -> ApiResult<bool> {
    if !bounce.status.starts_with('5') {
        return Ok(false);
    }
    let transaction = state.database.begin().await?;
    let is_new = repository::note_bounce(&*transaction, bounce.mail, &bounce.status, state.now()).await?;
    transaction.commit().await?;
    if is_new {
        metrics::counter!("kinbind_mails_bounced_total").increment(1);
    }
    Ok(is_new)
}

/// What a delivery status report says of a mail of ours; `None` for anything else that comes to a return path.
pub fn read_report(raw: &[u8]) -> Option<Bounce> {
    let report = MessageParser::new().parse(raw)?;
    let is_status = |part: &&mail_parser::MessagePart| part.is_content_type("message", "delivery-status");
    let status = report.parts.iter().find(is_status)?;
    let status = status_of(&String::from_utf8_lossy(status.contents()))?;
    // The mail that came back, or its headers, comes along as a part of its own.
    let returned = String::from_utf8_lossy(raw);
    let mail = returned.lines().rev().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("message-id").then(|| mail_of(value)).flatten()
    })?;
    Some(Bounce { mail, status })
}

/// Of a recipient whose delivery was given up.
fn status_of(fields: &str) -> Option<String> {
    let field = |block: &str, wanted: &str| {
        block.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim().to_owned())
        })
    };
    let fields = fields.replace("\r\n", "\n");
    fields.split("\n\n").find_map(|block| {
        let failed = field(block, "action")?.eq_ignore_ascii_case("failed");
        let status = field(block, "status")?;
        // A comment may follow.
        failed.then(|| status.split_whitespace().next().map(str::to_owned)).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0198a7c2-7a50-7cc0-8d0c-3f1f3c1b6a10";

    /// As Postfix writes it.
    fn report(action: &str, status: &str) -> String {
        format!(
            "Return-Path: <>\r\nFrom: MAILER-DAEMON@mail.example.tw\r\nTo: bounces@kinbind.example.tw\r\n\
             Subject: Undelivered Mail Returned to Sender\r\nMessage-Id: <20261122080000.1@mail.example.tw>\r\n\
             MIME-Version: 1.0\r\n\
             Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n\
             --B\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you\r\n\
             --B\r\nContent-Type: message/delivery-status\r\n\r\n\
             Reporting-MTA: dns; mail.example.tw\r\nArrival-Date: Sun, 22 Nov 2026 08:00:00 +0800\r\n\r\n\
             Final-Recipient: rfc822; nobody@example.com\r\nAction: {action}\r\nStatus: {status}\r\n\
             Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n\
             --B\r\nContent-Type: text/rfc822-headers\r\n\r\n\
             From: noreply@kinbind.example.tw\r\nMessage-ID: <{ID}@kinbind.example.tw>\r\nSubject: =?utf-8?B?6Kaq?=\r\n\r\n\
             --B--\r\n"
        )
    }

    #[test]
    fn a_report_names_the_mail_and_why_it_came_back() {
        let bounce = Bounce { mail: ID.parse().unwrap(), status: "5.1.1".into() };
        assert_eq!(read_report(report("failed", "5.1.1").as_bytes()), Some(bounce.clone()));
        assert_eq!(read_report(report("Failed", "5.1.1 (no such user)").as_bytes()), Some(bounce));
    }

    #[test]
    fn a_delay_an_answer_and_rubbish_are_nothing() {
        let answer =
            "From: a@example.com\r\nSubject: out of office\r\nAuto-Submitted: auto-replied\r\n\r\nStatus: 5.1.1\r\n";
        let others = report("failed", "5.1.1").replace(ID, "somebody-elses");
        for mail in [report("delayed", "4.4.1").as_str(), answer, &others, "", "\u{0}\u{1}"] {
            assert_eq!(read_report(mail.as_bytes()), None, "{mail}");
        }
    }
}
