//! A new version of the text, by an officer of the bureau.

use super::*;
use kinbind_api::commands::demo::DEMO_PASSWORD;
use serde_json::{Value, json};
use shared_types::consent::{ConsentDocument, ConsentVersion};

const OFFICER: &str = "lai@school.example.tw";

async fn officer(city: &City) -> Client {
    let (is_known, printed) = run_command(city, &["appoint-officer", " LAI@school.example.tw"]);
    assert!(is_known && printed.contains("is an officer"), "{printed}");
    city.signed_in(OFFICER, DEMO_PASSWORD).await
}

fn version(number: u32) -> Value {
    let texts = json!([
        { "language": "zh-TW", "title": " 個資使用聲明　", "body": "## 蒐集目的\r\n\r\n新的內容。\r\n" },
        { "language": "en", "title": "Use of personal data", "body": "New words." },
    ]);
    json!({ "version": number, "texts": texts })
}

on_both! {
    async fn what_an_officer_publishes_is_in_force_at_once(city: City) {
        let officer = officer(&city).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        let published: List<ConsentDocument> = officer.post("consent-documents", version(2)).await.expect(201).json();
        assert_eq!(published.items.len(), 2);
        let chinese = city.client().get("consent-documents/current").await.expect(200).value();
        assert_eq!((&chinese["version"], &chinese["title"]), (&json!(2), &json!("個資使用聲明")));
        assert_eq!(chinese["body"], "## 蒐集目的\n\n新的內容。");
        let english = city.client().get("consent-documents/current?language=en").await.expect(200).value();
        assert_eq!(english["title"], "Use of personal data");
        // The yes to the older text counts for no new form.
        parent.post("binding-applications", &form).await.problem(409, "consent_outdated");
        form["consent_record_id"] = json!(parent.accept_consent().await);
        parent.post("binding-applications", &form).await.expect(201);
    }

    async fn the_bureau_sees_every_version_and_how_it_was_answered(city: City) {
        city.applicant(WANG_DAMING.email).await.answer_consent("accepted").await;
        let english = city.client().get("consent-documents/current?language=en").await.value()["id"].clone();
        let refusal = json!({ "consent_document_id": english, "answer": "refused" });
        city.applicant(LIN_MEIHUI.email).await.post("consent-records", refusal).await.expect(201);
        let officer = officer(&city).await;
        officer.post("consent-documents", version(2)).await.expect(201);
        city.applicant(LI_GUOHUA.email).await.answer_consent("accepted").await;
        let versions = officer.get("consent-documents").await.expect(200).json::<List<ConsentVersion>>().items;
        let [second, first] = &versions[..] else { panic!("{versions:?}") };
        assert_eq!((second.version, second.accepted, second.refused), (2, 1, 0));
        assert_eq!((first.version, first.accepted, first.refused), (1, 1, 1));
        assert_eq!((second.published_by.as_deref(), first.published_by.as_deref()), (Some("賴建宏"), None));
        let languages = |version: &ConsentVersion| version.texts.iter().map(|text| text.language.tag()).collect::<Vec<_>>();
        assert_eq!(languages(first), ["zh-TW", "en", "vi", "id"]);
        assert_eq!(languages(second), ["zh-TW", "en"]);
        assert_eq!(second.texts[0].title, "個資使用聲明");
        assert_eq!((city.state.now() - second.published_at).whole_minutes(), 0);
        city.with_role("wu", "auditor", None).await.get("consent-documents").await.expect(200);
        city.teacher("lin").await.get("consent-documents").await.problem(403, "not_allowed");
    }

    async fn what_was_bound_under_the_older_text_stays_bound(city: City) {
        city.bound(&WANG_DAMING, &[XIAOMING], &city.teacher("lin").await).await;
        officer(&city).await.post("consent-documents", version(2)).await.expect(201);
        let bindings = city.settled(&WANG_DAMING).await.get("bindings").await.expect(200).value();
        assert_eq!(bindings["items"].as_array().unwrap().len(), 1);
    }

    async fn only_an_officer_publishes(city: City) {
        let lai = city.signed_in(OFFICER, DEMO_PASSWORD).await;
        lai.post("consent-documents", version(2)).await.problem(403, "not_allowed");
        city.client().post("consent-documents", version(2)).await.problem(401, "not_signed_in");
        city.applicant(WANG_DAMING.email).await.post("consent-documents", version(2)).await.problem(401, "not_signed_in");
        officer(&city).await;
        let roles = lai.get("sessions/current").await.value()["account"]["roles"].clone();
        assert_eq!(roles, json!(["guardian", "homeroom_teacher", "bureau_officer"]));
        lai.post("consent-documents", version(2)).await.expect(201);
        let (is_known, printed) = run_command(&city, &["appoint-officer", OFFICER, "--dismiss"]);
        assert!(is_known && printed.contains("no officer"), "{printed}");
        lai.post("consent-documents", version(3)).await.problem(403, "not_allowed");
        let (is_known, printed) = run_command(&city, &["appoint-officer", "nobody@example.com"]);
        assert!(!is_known && printed.contains("nobody signs in with nobody@example.com"), "{printed}");
    }

    async fn a_version_is_higher_than_every_one_before(city: City) {
        let officer = officer(&city).await;
        for taken in [0, 1] {
            officer.post("consent-documents", version(taken)).await.problem(409, "stale");
        }
        officer.post("consent-documents", version(7)).await.expect(201);
        officer.post("consent-documents", version(6)).await.problem(409, "stale");
        let refused = officer.post("consent-documents", version(u32::MAX)).await.problem(422, "invalid_fields");
        refused.fields(&[("/version", "too_long")]);
    }

    async fn the_chinese_text_is_needed_and_each_language_once(city: City) {
        let officer = officer(&city).await;
        let english = json!({ "language": "en", "title": "t", "body": "b" });
        for (texts, code) in [(json!([]), "required"), (json!([english]), "required")] {
            let body = json!({ "version": 2, "texts": texts });
            let refused = officer.post("consent-documents", body).await.problem(422, "invalid_fields");
            refused.fields(&[("/texts", code)]);
        }
        let mut twice = version(2);
        twice["texts"].as_array_mut().unwrap().push(english);
        let refused = officer.post("consent-documents", twice).await.problem(422, "invalid_fields");
        refused.fields(&[("/texts", "duplicate")]);
        let mut empty = version(2);
        empty["texts"][0]["body"] = json!(" \n");
        let refused = officer.post("consent-documents", empty).await.problem(422, "invalid_fields");
        refused.fields(&[("/texts/0/body", "required")]);
    }

    async fn two_officers_at_once_publish_one_version(city: City) {
        let officer = officer(&city).await;
        let tries = (0..4).map(|_| {
            let officer = officer.clone();
            async move { officer.post("consent-documents", version(2)).await.status }
        });
        let statuses = all_at_once(tries).await;
        assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| matches!(status, 201 | 409)), "{statuses:?}");
        assert_eq!(city.count("SELECT COUNT(*) FROM consent_documents WHERE version = 2").await, 2);
    }
}
