//! The invented family of `templates/application.json`.

use crate::{Applicant, ApplicationForm, Child, Consent};
use shared_types::{language::Language, relationship::Relationship, signature::Signature};
use time::macros::datetime;

pub(crate) fn form(language: Language) -> ApplicationForm {
    ApplicationForm {
        language,
        reference: "115-7K3Q9XWD".into(),
        children: vec![
            child("王○明", "市立內湖國小", "五年一班", Relationship::Father, None),
            child("王○恩", "市立三民國中", "七年三班", Relationship::Other, Some("繼父")),
        ],
        applicant: Applicant {
            name: "王大明".into(),
            national_id_masked: "A12****789".into(),
            email: "daming@example.com".into(),
            mobile: "0912345678".into(),
        },
        consent: Consent {
            title: "臺北市親師生學習整合平臺（臺北酷課雲）親子關係綁定　個人資料蒐集、處理及利用同意書".into(),
            version: 1,
            answered_at: datetime!(2026-11-21 12:01 UTC),
            text_sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
        },
        signature: drawn(),
        signed_at: datetime!(2026-11-21 12:03 UTC),
        progress_url: "https://kinbind.example/progress".into(),
    }
}

pub(crate) fn child(
    name: &str,
    school: &str,
    class: &str,
    relationship: Relationship,
    relationship_note: Option<&str>,
) -> Child {
    Child {
        name_masked: name.into(),
        school_name: school.into(),
        class_name: class.into(),
        relationship,
        relationship_note: relationship_note.map(Into::into),
    }
}

/// 王大明, as with a finger.
fn drawn() -> Signature {
    let strokes: [&[[u16; 2]]; 15] = [
        &[[62, 62], [90, 58], [122, 55], [140, 56]],
        &[[66, 98], [92, 94], [120, 92], [136, 92]],
        &[[100, 60], [101, 84], [100, 112], [99, 138]],
        &[[52, 142], [84, 138], [120, 134], [152, 135]],
        &[[196, 84], [226, 80], [262, 74], [290, 74]],
        &[[242, 48], [241, 76], [232, 104], [214, 128], [192, 146]],
        &[[244, 82], [254, 102], [270, 124], [296, 142], [306, 140]],
        &[[346, 62], [347, 90], [348, 118]],
        &[[346, 64], [364, 60], [378, 60], [380, 72], [379, 96], [378, 116]],
        &[[350, 88], [364, 86], [376, 86]],
        &[[350, 114], [364, 112], [376, 112]],
        &[[404, 48], [405, 78], [402, 108], [392, 134], [378, 150]],
        &[[406, 50], [424, 46], [442, 46], [446, 56], [446, 90], [447, 128], [442, 148], [430, 142]],
        &[[408, 76], [424, 74], [440, 74]],
        &[[406, 102], [424, 100], [440, 100]],
    ];
    Signature::Drawn { width: 500, height: 200, strokes: strokes.map(<[_]>::to_vec).to_vec() }
}
