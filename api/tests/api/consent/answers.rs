//! The consent text in force, and dated answers to it.

use crate::support::*;
use kinbind_api::features::roster::import;
use serde_json::json;
use time::Duration;

/// Publishes version 2 in Chinese, the way a school would: by importing a folder.
pub(super) async fn publish_version_2(city: &City) {
    let folder = tempfile::tempdir().unwrap();
    let texts = folder.path().join("consent-documents");
    std::fs::create_dir(&texts).unwrap();
    std::fs::write(texts.join("2.zh-TW.md"), "# 第二版\n\n新的內容。\n").unwrap();
    import::import_folder(&city.state, folder.path(), import::Options::default()).await.unwrap();
}

on_both! {
    async fn the_text_is_read_in_every_language(city: City) {
        let client = city.client();
        let chinese = client.get("consent-documents/current").await.expect(200).value();
        assert_eq!(chinese["language"], "zh-TW");
        assert!(chinese["body"].as_str().unwrap().contains("個人資料"));
        for (language, authoritative) in [
            ("en", "The Chinese text is authoritative."),
            ("vi", "Bản tiếng Trung mới là bản chính thức."),
            ("id", "Naskah bahasa Mandarin yang berlaku resmi."),
        ] {
            let path = format!("consent-documents/current?language={language}");
            let translation = client.get(&path).await.expect(200).value();
            assert_eq!((&translation["language"], &translation["version"]), (&json!(language), &json!(1)));
            assert_ne!(chinese["text_sha256"], translation["text_sha256"]);
            assert!(translation["body"].as_str().unwrap().contains(authoritative), "{language}");
        }
        client.get("consent-documents/current?language=fr").await.problem(400, "malformed_parameter");
        client.get("consent-documents/current?langauge=en").await.problem(400, "malformed_parameter");
    }

    async fn a_yes_and_a_no_are_both_kept(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let accepted = parent.answer_consent("accepted").await;
        let refused = parent.answer_consent("refused").await;
        assert_ne!(accepted, refused);
        for answer in ["accepted", "refused"] {
            let kept = format!("SELECT COUNT(*) FROM consent_records WHERE answer = '{answer}'");
            assert_eq!(city.count(&kept).await, 1);
        }
    }

    async fn an_application_needs_a_yes_of_the_same_address(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let stranger = city.applicant(LI_GUOHUA.email).await;
        for record in [parent.answer_consent("refused").await, stranger.accept_consent().await, city.state.new_id()] {
            form["consent_record_id"] = json!(record);
            let refused = parent.post("binding-applications", &form).await.problem(422, "invalid_fields");
            refused.fields(&[("/consent_record_id", "required")]);
        }
    }

    async fn a_later_no_takes_the_yes_back(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        parent.answer_consent("refused").await;
        let refused = parent.post("binding-applications", &form).await.problem(422, "invalid_fields");
        refused.fields(&[("/consent_record_id", "required")]);
        form["consent_record_id"] = json!(parent.accept_consent().await);
        parent.post("binding-applications", &form).await.expect(201);
    }

    async fn a_no_of_somebody_else_with_the_same_mailbox_takes_nothing_back(city: City) {
        let father = city.applicant(WANG_DAMING.email).await;
        let form = father.form(&WANG_DAMING, &[XIAOMING]).await;
        city.advance(Duration::minutes(2));
        city.applicant(WANG_DAMING.email).await.answer_consent("refused").await;
        father.post("binding-applications", &form).await.expect(201);
    }

    async fn a_newer_text_has_to_be_read_before_going_on(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let old = parent.get("consent-documents/current").await.value();
        publish_version_2(&city).await;
        parent.post("binding-applications", &form).await.problem(409, "consent_outdated");
        let late = json!({ "consent_document_id": old["id"], "answer": "accepted" });
        parent.post("consent-records", late).await.problem(409, "consent_outdated");
        // There is no translation of it yet: the Chinese one is authoritative.
        for language in ["en", "vi"] {
            let path = format!("consent-documents/current?language={language}");
            let new = parent.get(&path).await.expect(200).value();
            assert_eq!((&new["version"], &new["title"], &new["language"]), (&json!(2), &json!("第二版"), &json!("zh-TW")));
        }
        form["consent_record_id"] = json!(parent.accept_consent().await);
        parent.post("binding-applications", &form).await.expect(201);
    }

    async fn answers_need_a_session_and_a_text_that_exists(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let absent = json!({ "consent_document_id": city.state.new_id(), "answer": "accepted" });
        city.client().post("consent-records", &absent).await.problem(401, "not_signed_in");
        parent.post("consent-records", &absent).await.problem(404, "not_found");
        let maybe = json!({ "consent_document_id": city.state.new_id(), "answer": "maybe" });
        parent.post("consent-records", &maybe).await.problem(400, "malformed_body").fields(&[("/answer", "type")]);
    }
}
