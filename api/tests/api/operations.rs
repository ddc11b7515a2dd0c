//! For operators: health, metrics, the demo's mailbox, `doctor`.

use crate::support::*;
use kinbind_api::config::Environment;

const FONTS: (&str, &str) = ("--font-dirs", "/usr/share/fonts");

/// A production installation on the city's database.
async fn production(city: &City) -> City {
    let production = city.replica(|config| {
        config.environment = Environment::Production;
        config.server.public_url = "https://kinbind.example".into();
        config.mail.smtp_plaintext = true;
    });
    production.await
}

on_both! {
    async fn health_tells_a_live_process_from_one_that_can_serve(city: City) {
        let client = city.client();
        client.get("/health/live").await.expect(200);
        client.get("/health/ready").await.expect(200);
        city.state.database.close().await.unwrap();
        client.get("/health/live").await.expect(200);
        let away = client.get("/health/ready").await.expect(503);
        assert_eq!(away.header("retry-after"), Some("5"));
    }

    async fn metrics_count_and_name_nobody(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await.remove(0);
        parent.application(sent.id).await;
        city.client().get("schools?name=daming@example.com").await;
        city.client().get("/daming@example.com").await;
        let metrics = city.client().get("/metrics").await.expect(200).text();
        for counted in ["kinbind_http_request_seconds_bucket", "kinbind_outbox_jobs", "kinbind_applications_submitted_total"] {
            assert!(metrics.contains(counted), "{counted} is missing in {metrics}");
        }
        assert!(metrics.contains("/binding-applications/{id}"));
        let id = sent.id.to_string();
        let personal = [WANG_DAMING.email, WANG_DAMING.national_id, WANG_DAMING.name, "456789", &id, &sent.reference];
        for personal in personal {
            assert!(!metrics.contains(personal), "{personal} shows in the metrics");
        }
    }

    async fn the_development_mailbox_is_there_in_the_demo_only(city: City) {
        city.send_code(WANG_DAMING.email).await;
        let code = city.code_sent_to(WANG_DAMING.email);
        let client = city.client();
        let mails = client.get("/dev/mailbox.json").await.expect(200).value();
        assert_eq!(mails[0]["to"], WANG_DAMING.email);
        assert!(mails[0]["text"].as_str().unwrap().contains(&code));
        assert!(client.get("/dev/mailbox").await.expect(200).text().contains(&code));
        assert_eq!(client.get("environment").await.expect(200).value()["demo"], true);

        let production = production(&city).await;
        let client = production.client();
        client.get("/dev/mailbox").await.expect(404);
        client.get("/dev/mailbox.json").await.expect(404);
        assert_eq!(client.get("environment").await.expect(200).value()["demo"], false);
    }

    async fn doctor_is_content_with_a_healthy_installation(city: City) {
        let (is_well, report) = run_command(&city, &["doctor", "--font-dirs", "/usr/share/fonts"]);
        assert!(is_well && report.contains("the keys open what is stored"), "{report}");
        assert!(report.contains("fonts for application forms: TW-Sung"), "{report}");
    }

    async fn doctor_notices_that_no_font_has_chinese(city: City) {
        let (is_well, report) = run_command(&city, &["doctor", "--font-dirs", "/nowhere"]);
        assert!(!is_well && report.contains("WRONG no font has Chinese characters"), "{report}");
    }

    async fn doctor_notices_keys_of_another_database(city: City) {
        let keys = city.home.folder.path().join("other-keys.json");
        std::fs::write(&keys, kinbind_api::crypto::Keyring::generate_file()).unwrap();
        let (is_well, report) = run_command(&city, &["doctor", "--keys-file", keys.to_str().unwrap()]);
        assert!(!is_well && report.contains("KINBIND_KEYS_FILE belongs to another database"), "{report}");
    }

    async fn doctor_notices_a_key_that_is_missing_among_others(city: City) {
        let file = std::fs::read_to_string(city.home.keys_file()).unwrap();
        let mut keys: serde_json::Value = serde_json::from_str(&file).unwrap();
        let other: serde_json::Value =
            serde_json::from_str(&kinbind_api::crypto::Keyring::generate_file()).unwrap();
        keys["field_keys"]["2"] = other["field_keys"]["1"].clone();
        keys["current_field_key"] = serde_json::json!(2);
        let both = city.home.folder.path().join("both-keys.json");
        std::fs::write(&both, keys.to_string()).unwrap();
        let folder = both.clone();
        let replica = city.replica(|config| config.secrets.keys_file = Some(folder)).await;
        replica.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        replica.work_outbox().await;
        let (is_well, report) = run_command(&city, &["doctor", "--keys-file", both.to_str().unwrap(), FONTS.0, FONTS.1]);
        assert!(is_well, "{report}");
        // With the old key alone, the city's lists open and what came since doesn't.
        let (is_well, report) = run_command(&city, &["doctor", FONTS.0, FONTS.1]);
        assert!(!is_well && report.contains("binding_applications.national_id_sealed: sealed with key 2"), "{report}");
        assert!(!report.contains("students.national_id_sealed"), "{report}");
    }

    async fn doctor_notices_an_outbox_that_nobody_works_on(city: City) {
        let doctor = || run_command(&city, &["doctor", FONTS.0, FONTS.1]);
        city.send_code(WANG_DAMING.email).await;
        let asked = serde_json::json!({ "channel": "email", "address": LI_GUOHUA.email });
        city.client().post("contact-verifications", asked).await.expect(201);
        let (is_well, report) = doctor();
        assert!(is_well && report.contains("1 jobs wait in the outbox"), "{report}");
        city.sql("UPDATE outbox_jobs SET run_at = run_at - 600000 WHERE status = 'pending'").await;
        let (is_well, report) = doctor();
        assert!(!is_well && report.contains("WRONG 1 of them should have run minutes ago"), "{report}");
        city.sql("UPDATE outbox_jobs SET status = 'dead', last_error = 'SMTP 550' WHERE status = 'pending'").await;
        let (is_well, report) = doctor();
        assert!(!is_well && report.contains("WRONG 1 jobs were given up") && report.contains("SMTP 550"), "{report}");
        assert!(!report.contains("should have run"), "{report}");
    }

    async fn a_wrong_setting_stops_the_start_with_its_name(city: City) {
        for (arguments, setting) in [
            (&["doctor", "--environment", "production", "--smtp-plaintext"][..], "KINBIND_PUBLIC_URL"),
            (&["doctor", "--environment", "production"], "KINBIND_SMTP_PLAINTEXT"),
            (&["doctor", "--environment", "production", "--smtp-url", "smtp://a?tls=opportunistic"], "unencrypted"),
            (&["doctor", "--environment", "production", "--smtp-url", "smtps://a"], "KINBIND_PUBLIC_URL"),
            (&["doctor", "--environment", "production", "--smtp-url", "smtp://a?tls=required"], "KINBIND_PUBLIC_URL"),
            (&["doctor", "--database-url", "mysql://x"], "KINBIND_DATABASE_URL"),
            (&["doctor", "--public-url", "http://x/"], "KINBIND_PUBLIC_URL"),
            (&["doctor", "--mail-from", "nobody"], "KINBIND_MAIL_FROM"),
            (&["doctor", "--smtp-url", "carrier-pigeon"], "KINBIND_SMTP_URL"),
            (&["doctor", "--smtp-ca", "/nowhere/ca.pem"], "KINBIND_SMTP_CA"),
            (&["doctor", "--form-template", "/nowhere"], "KINBIND_FORM_TEMPLATE"),
            (&["doctor", "--keys-file", "/nowhere/keys.json"], "keys file /nowhere/keys.json"),
        ] {
            let (is_well, report) = run_command(&city, arguments);
            assert!(!is_well && report.contains(setting), "{setting}: {report}");
        }
    }
}
