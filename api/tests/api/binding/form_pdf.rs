//! 下載申請書, on the page and in the mail that confirms a form's arrival.

use crate::support::*;
use lopdf::Document;
use reqwest::Method;
use serde_json::json;
use shared_types::application::BindingApplication;

/// The printed words, without white space: where a line ends is the template's business.
fn words(pdf: &[u8]) -> String {
    let document = Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    document.extract_text(&pages).unwrap().chars().filter(|character| !character.is_whitespace()).collect()
}

fn path(application: &BindingApplication) -> String {
    format!("binding-applications/{}/form.pdf", application.id)
}

/// The same city with fonts.
async fn print_shop(city: &City) -> City {
    city.replica(|config| config.form.font_dirs = vec!["/usr/share/fonts".into()]).await
}

on_both! {
    async fn an_applicant_gets_the_form_with_all_its_children(city: City) {
        let city = print_shop(&city).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        parent.apply(&WANG_DAMING, &[PINXIN]).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, YOUCHEN]).await;
        let answer = parent.get(&path(&sent[1])).await.expect(200);
        assert_eq!(answer.header("content-type"), Some("application/pdf"));
        assert_eq!(answer.header("cache-control"), Some("private, no-store"));
        let reference = &sent[0].reference;
        let name = answer.header("content-disposition").unwrap();
        assert!(name.starts_with("attachment;") && name.contains(&format!("filename=\"{reference}.pdf\"")), "{name}");
        assert!(name.contains("filename*=UTF-8''%E8%A6%AA%E5%AD%90") && name.contains(reference), "{name}");
        let printed = words(&answer.bytes);
        for word in [reference, "王大明", "A12****789", "0912-345-678", "王○明", "𠮷○辰", "市立內湖國小", "父親"] {
            assert!(printed.contains(word), "{word} is not in {printed}");
        }
        assert!(!printed.contains("王○心") && !printed.contains("A123456789"), "{printed}");
        // Either child's is the same form.
        assert_eq!(parent.get(&path(&sent[0])).await.bytes, answer.bytes);
        let english = parent.get(&format!("{}?language=en", path(&sent[0]))).await.expect(200);
        assert!(words(&english.bytes).contains("Applicationtolinkaparentwithachild"));
        parent.get(&format!("{}?language=xx", path(&sent[0]))).await.problem(400, "malformed_parameter");
    }

    async fn nobody_else_gets_a_form(city: City) {
        let sent = city.applicant(WANG_DAMING.email).await.apply(&WANG_DAMING, &[XIAOMING]).await;
        let stranger = city.applicant(LI_GUOHUA.email).await;
        let teacher = city.teacher("lin").await;
        for other in [&stranger.client, &teacher.client] {
            other.get(&path(&sent[0])).await.problem(404, "not_found");
        }
        city.client().get(&path(&sent[0])).await.problem(401, "not_signed_in");
    }

    async fn without_fonts_a_form_is_unavailable_and_everything_else_is_not(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        parent.get(&path(&sent[0])).await.problem(503, "unavailable").retry_after();
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert!(mail.text.contains("您簽署的申請書可以在查詢進度的頁面下載"), "{}", mail.text);
        assert!(mail.attachments.is_empty());
    }

    async fn a_corrected_child_has_a_form_of_its_own_and_a_cancelled_one_none(city: City) {
        let city = print_shop(&city).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, YONGQING, YOUCHEN]).await;
        city.teacher("lin").await.send_back(&sent[0], "姓名與證件不同").await;
        let returned = parent.application(sent[0].id).await;
        city.advance(time::Duration::minutes(5));
        let correction = serde_json::json!({
            "version": returned.version,
            "relationship": "father",
            "applicant": { "name": "王大名", "email": WANG_DAMING.email, "mobile": WANG_DAMING.mobile },
            "signature": { "kind": "typed", "name": "王大名" },
        });
        parent.post(&format!("binding-applications/{}/resubmissions", returned.id), correction).await.expect(200);
        parent.post_nothing(&format!("binding-applications/{}/cancellations", sent[1].id)).await.expect(200);
        let [corrected, _, first] = [0, 1, 2].map(|index: usize| path(&sent[index]));
        let first = words(&parent.get(&first).await.expect(200).bytes);
        assert!(first.contains("王大明") && first.contains("𠮷○辰"), "{first}");
        assert!(!first.contains("王○明") && !first.contains("李○晴"), "{first}");
        let corrected = words(&parent.get(&corrected).await.expect(200).bytes);
        assert!(corrected.contains("王大名") && corrected.contains("王○明"), "{corrected}");
        assert!(corrected.contains("以輸入姓名的方式簽署") && !corrected.contains("𠮷○辰"), "{corrected}");
    }

    async fn the_mail_that_confirms_a_form_brings_it_along(city: City) {
        let city = print_shop(&city).await;
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING, DAEN]).await;
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        let reference = &sent[0].reference;
        assert!(mail.subject.contains("已送出") && mail.subject.contains(reference), "{}", mail.subject);
        let progress = format!("{}/progress", city.base);
        for word in ["王大明 您好", "學生：市立內湖國小 王○明", "學生：市立三民國中 王○恩", "申請書附在這封信裡", &progress] {
            assert!(mail.text.contains(word), "{word} is not in\n{}", mail.text);
        }
        assert!(mail.raw.contains("multipart/mixed"));
        assert!(mail.html.contains(&format!("<a href=\"{progress}\">")));
        let [(name, pdf)] = &mail.attachments[..] else { panic!("{} attachments", mail.attachments.len()) };
        assert_eq!(name, &format!("親子綁定申請書-{reference}.pdf"));
        assert_eq!(*pdf, parent.get(&path(&sent[0])).await.expect(200).bytes);
        // The demo's mailbox has it too.
        let page = parent.get("/dev/mailbox").await.expect(200).text().replace("&#x2f;", "/");
        let (_, link) = page.split_once("附件：<a href=\"").expect("a link to the attachment");
        let kept = parent.get(link.split('"').next().unwrap()).await.expect(200);
        assert_eq!((kept.header("content-type"), &kept.bytes), (Some("application/pdf"), pdf));
        let nothing = format!("/dev/mailbox/{}/attachments/0", sent[0].id);
        parent.get(&nothing).await.expect(404);
    }

    async fn the_mail_is_in_the_language_of_the_form(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let mut form = parent.form(&WANG_DAMING, &[XIAOMING]).await;
        form["language"] = "en".into();
        parent.post("binding-applications", form).await.expect(201);
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert!(mail.subject.starts_with("Your application to link your child was sent"), "{}", mail.subject);
        assert!(mail.text.contains("can be downloaded from the progress page"), "{}", mail.text);
    }

    async fn an_address_that_nobody_proved_gets_a_link_to_confirm_it_and_no_signature(city: City) {
        let city = print_shop(&city).await;
        let parent = city.applicant("phone.of.daming@example.com").await;
        parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        city.work_outbox().await;
        let mail = city.smtp.last_to(WANG_DAMING.email);
        assert!(mail.text.contains(&format!("{}/confirm-email#", city.base)), "{}", mail.text);
        assert!(mail.attachments.is_empty() && !mail.text.contains("王大明"), "{}", mail.text);
        city.client().post("email-confirmations", json!({ "token": mail.confirmation_token() })).await.expect(204);
        city.work_outbox().await;
        assert!(words(&city.smtp.last_to(WANG_DAMING.email).attachments[0].1).contains("王大明"));
    }

    async fn a_form_that_was_cancelled_at_once_is_not_confirmed(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        let mails = city.smtp.mails_to(WANG_DAMING.email).len();
        parent.post_nothing(&format!("binding-applications/{}/cancellations", sent[0].id)).await.expect(200);
        assert_eq!(city.work_outbox().await, 1);
        assert_eq!(city.smtp.mails_to(WANG_DAMING.email).len(), mails);
    }

    async fn whoever_follows_a_link_is_led_to_the_progress_instead_of_a_problem(city: City) {
        let parent = city.applicant(WANG_DAMING.email).await;
        let sent = parent.apply(&WANG_DAMING, &[XIAOMING]).await;
        let path = path(&sent[0]);
        let of_browsers = [("sec-fetch-mode", "navigate"), ("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
        for (header, value) in of_browsers {
            let stranger = city.client();
            let answer = stranger.send(stranger.request(Method::GET, &path).header(header, value)).await.expect(303);
            assert_eq!(answer.header("location"), Some("/progress#not_signed_in"));
        }
        city.client().get(&path).await.problem(401, "not_signed_in");
        let from_a_script = parent.request(Method::GET, &path).header("sec-fetch-mode", "cors").header("accept", "text/html");
        for _ in 0..20 {
            // No fonts are installed in this city.
            parent.get(&path).await.problem(503, "unavailable");
        }
        parent.send(from_a_script).await.problem(429, "too_many_requests");
        let followed = parent.request(Method::GET, &path).header("sec-fetch-mode", "navigate");
        let answer = parent.send(followed).await.expect(303);
        assert_eq!(answer.header("location"), Some("/progress#too_many_requests"));
    }

    async fn what_came_from_an_account_is_printed_whole_for_its_owner_alone(city: City) {
        let city = print_shop(&city).await;
        let parent = city.applicant(LIN_SHUHUI.email).await;
        let sent = parent.apply(&LIN_SHUHUI, &[DAEN]).await;
        let with_code = words(&parent.get(&path(&sent[0])).await.expect(200).bytes);
        assert!(with_code.contains("林○惠") && !with_code.contains("林淑惠"), "{with_code}");
        let owner = city.teacher("lin").await;
        let signed_in = words(&owner.get(&path(&sent[0])).await.expect(200).bytes);
        assert!(signed_in.contains("林淑惠") && signed_in.contains("lin@school.example.tw"), "{signed_in}");
    }
}
