package io.countersign.connectors.bank.profile;

/** What only the ACH network of the United States asks for. */
final class AchRules {

    private AchRules() {}

    /**
     * Who originates, as agreed with the originating bank (ODFI).
     *
     * @param destination routing number of the bank that takes the file, nine digits
     * @param origin ten characters that name us as the sender of files
     * @param companyId ten characters that name the company in each batch
     * @param odfi the first eight digits of the originating bank's routing number
     * @param description what receivers read beside the amount, at most ten characters
     */
    record Originator(
            String destination,
            String destinationName,
            String origin,
            String originName,
            String companyId,
            String odfi,
            String description) {}

    /** Whether nine digits are a routing number: weights 3, 7, 1, a sum divisible by ten. */
    static boolean isRouting(String number) {
        if (number.length() != 9 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        int[] weights = {3, 7, 1};
        int sum = 0;
        for (int i = 0; i < 9; i++) {
            sum += (number.charAt(i) - '0') * weights[i % 3];
        }
        return sum % 10 == 0;
    }
}
