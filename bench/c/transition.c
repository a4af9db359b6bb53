/* The backward pass's inner loop by hand: for every state and branch (what was picked and what happened) the stocks
 * move, the Kuhn simplex gives STOCKS + 1 corners of the next grid by sorted fractions (Kuhn 1960; Davies 1997), and
 * the corners' rows of LANES values are added to the state's row, weighed by corner and by the branch's chance.
 *
 * A block of branches goes through dynamics, cells and sorting side by side, so that the compiler vectorises these
 * over branches; eight lanes are a vector. Index arithmetic is in doubles, which hold it exactly: mixed widths don't
 * vectorise well.
 */

#ifndef STOCKS
#define STOCKS 4
#endif
#ifndef LANES
#define LANES 8
#endif
#define BLOCK 16

typedef double eight __attribute__((vector_size(64)));

/* x_sd: state x stock; chance_b, rate_db, drift_db: by branch; low_d, high_d: the next grid's box; points_d, stride_d:
 * its points along each axis and how far the flat index moves for one step; values_gl: its rows; out_sl: the result.
 * branches is a multiple of BLOCK, LANES of 8; values and result begin at a multiple of 64 bytes. */
void transitions(long states, long branches, const double *restrict x_sd, const double *restrict chance_b,
                 const double *restrict rate_db, const double *restrict drift_db, const double *restrict low_d,
                 const double *restrict high_d, const double *restrict points_d, const double *restrict stride_d,
                 const double *restrict values_gl, double *restrict out_sl)
{
    double scale[STOCKS];
    for (int d = 0; d < STOCKS; d++)
        scale[d] = (points_d[d] - 1) / (high_d[d] - low_d[d]);
    for (long s = 0; s < states; s++) {
        const double *x = x_sd + s * STOCKS;
        eight sum[LANES / 8] = {{0}};
        for (long first = 0; first < branches; first += BLOCK) {
            double fraction[STOCKS][BLOCK], step[STOCKS][BLOCK], at[BLOCK];
            for (int k = 0; k < BLOCK; k++)
                at[k] = 0;
            for (int d = 0; d < STOCKS; d++)
                for (int k = 0; k < BLOCK; k++) {
                    long b = d * branches + first + k;
                    double next = x[d] + rate_db[b] * x[(d + 1) % STOCKS] * (1 - x[d]) + drift_db[b];
                    next = next < low_d[d] ? low_d[d] : next;
                    next = next > high_d[d] ? high_d[d] : next;
                    double place = (next - low_d[d]) * scale[d];
                    double cell = (int)place;
                    cell = cell > points_d[d] - 2 ? points_d[d] - 2 : cell;
                    fraction[d][k] = place - cell;
                    step[d][k] = stride_d[d];
                    at[k] += cell * stride_d[d];
                }
            /* Falling fractions, by odd-even transposition: no branches, and few comparisons for few stocks. */
            for (int round = 0; round < STOCKS; round++)
                for (int d = round % 2; d + 1 < STOCKS; d += 2)
                    for (int k = 0; k < BLOCK; k++) {
                        double f = fraction[d][k], g = fraction[d + 1][k], i = step[d][k], j = step[d + 1][k];
                        fraction[d][k] = f < g ? g : f;
                        fraction[d + 1][k] = f < g ? f : g;
                        step[d][k] = f < g ? j : i;
                        step[d + 1][k] = f < g ? i : j;
                    }
            double weight[STOCKS + 1][BLOCK];
            int row[STOCKS + 1][BLOCK];
            for (int k = 0; k < BLOCK; k++) {
                weight[0][k] = chance_b[first + k] * (1 - fraction[0][k]);
                row[0][k] = (int)at[k];
            }
            for (int c = 1; c <= STOCKS; c++)
                for (int k = 0; k < BLOCK; k++) {
                    double below = c < STOCKS ? fraction[c < STOCKS ? c : 0][k] : 0.0;
                    weight[c][k] = chance_b[first + k] * (fraction[c - 1][k] - below);
                    at[k] += step[c - 1][k];
                    row[c][k] = (int)at[k];
                }
            for (int k = 0; k < BLOCK; k++) {
                const eight *corner[STOCKS + 1];
                for (int c = 0; c <= STOCKS; c++)
                    corner[c] = (const eight *)(values_gl + (long)row[c][k] * LANES);
                for (int l = 0; l < LANES / 8; l++) {
                    /* Apart from the sum, so that one transition doesn't wait for the one before. */
                    eight here = weight[0][k] * corner[0][l];
                    for (int c = 1; c <= STOCKS; c++)
                        here += weight[c][k] * corner[c][l];
                    sum[l] += here;
                }
            }
        }
        for (int l = 0; l < LANES / 8; l++)
            ((eight *)(out_sl + s * LANES))[l] = sum[l];
    }
}
