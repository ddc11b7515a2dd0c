//! Mail leaves encrypted where that is asked for, or not at all.

use crate::support::*;
use serde_json::json;
use std::path::PathBuf;

/// The city with that mail server, whose certificate the authority in the file has signed.
async fn mailing_through(city: &City, url: String, authority: &Authority) -> City {
    let file: PathBuf = city.home.folder.path().join("mail-ca.pem");
    std::fs::write(&file, &authority.pem).unwrap();
    let replica = city.replica(|config| {
        config.mail.smtp_url = Some(url);
        config.mail.smtp_ca = Some(file);
    });
    replica.await
}

/// Asks for a code, which is tried once.
async fn ask_for_a_code(city: &City) {
    let asked = json!({ "channel": "email", "address": WANG_DAMING.email });
    city.client().post("contact-verifications", asked).await.expect(201);
    city.work_outbox().await;
}

async fn last_error(city: &City) -> String {
    let rows = city.query("SELECT last_error FROM outbox_jobs WHERE status = 'pending'").await;
    rows[0].try_get_by_index(0).unwrap()
}

on_both! {
    async fn it_begins_in_the_clear_and_goes_on_encrypted(city: City) {
        let authority = Authority::new();
        let server = SmtpServer::start_with(Security::StartTls(authority.acceptor())).await;
        let city = mailing_through(&city, format!("smtp://localhost:{}?tls=required", server.port()), &authority).await;
        ask_for_a_code(&city).await;
        assert!(server.last_to(WANG_DAMING.email).is_encrypted);
    }

    async fn it_is_encrypted_from_the_first_byte_on(city: City) {
        let authority = Authority::new();
        let server = SmtpServer::start_with(Security::Implicit(authority.acceptor())).await;
        let city = mailing_through(&city, format!("smtps://localhost:{}", server.port()), &authority).await;
        ask_for_a_code(&city).await;
        assert!(server.last_to(WANG_DAMING.email).is_encrypted);
    }

    async fn a_server_that_offers_no_encryption_gets_no_mail(city: City) {
        let authority = Authority::new();
        let server = SmtpServer::start().await;
        let city = mailing_through(&city, format!("smtp://localhost:{}?tls=required", server.port()), &authority).await;
        ask_for_a_code(&city).await;
        assert!(server.mails().is_empty());
        assert!(!last_error(&city).await.is_empty());
    }

    async fn a_server_with_a_strangers_certificate_gets_no_mail(city: City) {
        let server = SmtpServer::start_with(Security::StartTls(Authority::new().acceptor())).await;
        let url = format!("smtp://localhost:{}?tls=required", server.port());
        let city = mailing_through(&city, url, &Authority::new()).await;
        ask_for_a_code(&city).await;
        assert!(server.mails().is_empty());
        assert!(!last_error(&city).await.is_empty());
    }
}
