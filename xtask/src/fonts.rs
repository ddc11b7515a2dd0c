//! The fonts that the application form is printed with.

use std::path::Path;

use anyhow::Result;

use crate::system;

/// Debian's packages, and a file by which each is known to be here.
const PACKAGES: [(&str, &str); 5] = [
    ("fonts-cns11643-sung", "/usr/share/fonts/truetype/cns11643/TW-Sung-98_1.ttf"),
    ("fonts-hanazono", "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
    ("fonts-babelstone-han", "/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"),
    ("fonts-liberation", "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf"),
    // Vietnamese, which Liberation lacks.
    ("fonts-dejavu-core", "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf"),
];

/// Installs those that are missing, or says which ones are needed.
pub(crate) fn ensure() -> Result<()> {
    let missing: Vec<&str> =
        PACKAGES.iter().filter(|(_, file)| !Path::new(file).exists()).map(|(name, _)| *name).collect();
    if missing.is_empty() { Ok(()) } else { system::install("the application form as PDF", &missing) }
}
