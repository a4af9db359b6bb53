/* The process of bench/scenarios/five_stocks.yaml by hand: five stocks, two normals and one uniform a period.
 *
 * Draws are those of offramp/core/seeds.py, a splitmix64 counter stream (Steele, Lea & Flood 2014); normals by inverse
 * distribution (Wichura 1988, algorithm AS 241, whose far tail beyond 1e-11 is left to the near one). Built with
 * -ffast-math, so that the compiler vectorises the loop over paths and takes exp and log from libmvec. Blocks of paths
 * stay in the processor's nearest cache from the first period to the last.
 */

#include <math.h>
#include <stdint.h>

#define STOCKS 5
#define EVENTS 3
#define BLOCK 512
#define GOLDEN 0x9E3779B97F4A7C15ull

static inline uint64_t mix(uint64_t z)
{
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

static inline double uniform(uint64_t key, uint64_t path)
{
    uint64_t bits = mix(mix(path * GOLDEN + key) + GOLDEN);
    return (double)(int64_t)(bits >> 11) * 0x1p-53 + 0x1p-54;
}

/* Both branches are worked out and one is taken: a jump would keep the loop from being vectorised. */
static inline double normal(double p)
{
    double q = p - 0.5, r = 0.180625 - q * q;
    double middle = q *
        (((((((r * 2.5090809287301226727e3 + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
        + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
        + 1.3314166789178437745e2) * r + 3.3871328727963666080e0) /
        (((((((r * 5.2264952788528545610e3 + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
        + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
        + 4.2313330701600911252e1) * r + 1.0);
    double s = sqrt(-log(q < 0 ? p : 1 - p)) - 1.6;
    double tail =
        (((((((s * 7.74545014278341407640e-4 + 2.27238449892691845833e-2) * s + 2.41780725177450611770e-1) * s
        + 1.27045825245236838258e0) * s + 3.64784832476320460504e0) * s + 5.76949722146069140550e0) * s
        + 4.63033784615654529590e0) * s + 1.42343711074968357734e0) /
        (((((((s * 1.05075007164441684324e-9 + 5.47593808499534494600e-4) * s + 1.51986665636164571966e-2) * s
        + 1.48103976427480074590e-1) * s + 6.89767334985100004550e-1) * s + 1.67638483018380384940e0) * s
        + 2.05319162663775882187e0) * s + 1.0);
    tail = q < 0 ? -tail : tail;
    return r < 0 ? tail : middle;
}

static inline double held(double x)
{
    x = x < 0 ? 0 : x;
    return x > 1 ? 1 : x;
}

/* key_te: period x event (weather, fortune, strike); start_d: the stocks. For each period: live_t, the paths at its
 * start, and the sums of each stock and of its square over these, sum_td and square_td. Returns the paths struck. */
long paths(long count, long periods, const uint64_t *restrict key_te, const double *restrict start_d, double hazard,
           double pull, double *restrict live_t, double *restrict sum_td, double *restrict square_td)
{
    double struck = 0;
    for (long first = 0; first < count; first += BLOCK) {
        double front[BLOCK], strength[BLOCK], will[BLOCK], endurance[BLOCK], stake[BLOCK], live[BLOCK];
        long size = count - first < BLOCK ? count - first : BLOCK;
        for (long k = 0; k < BLOCK; k++) {
            front[k] = start_d[0], strength[k] = start_d[1], will[k] = start_d[2];
            endurance[k] = start_d[3], stake[k] = start_d[4], live[k] = k < size;
        }
        for (long t = 0; t < periods; t++) {
            uint64_t k0 = key_te[t * EVENTS], k1 = key_te[t * EVENTS + 1], k2 = key_te[t * EVENTS + 2];
            double n = 0, gone = 0;
            double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, q0 = 0, q1 = 0, q2 = 0, q3 = 0, q4 = 0;
            for (long k = 0; k < BLOCK; k++) {
                double l = live[k], f = front[k], a = strength[k], w = will[k], e = endurance[k], z = stake[k];
                n += l;
                s0 += l * f, s1 += l * a, s2 += l * w, s3 += l * e, s4 += l * z;
                q0 += l * f * f, q1 += l * a * a, q2 += l * w * w, q3 += l * e * e, q4 += l * z * z;
                uint64_t path = (uint64_t)(first + k);
                double weather = 0.03 * normal(uniform(k0, path)), fortune = 0.05 * normal(uniform(k1, path));
                double f1 = held(f + pull * (a - e) + weather);
                double a1 = held(a + pull * (w - a) * (1 - z) + 0.5 * weather + 0.02);
                double w1 = held(w - 0.05 * w * (1 - f) + 0.4 * fortune);
                double e1 = held(e + pull * (f - e) * z - 0.3 * fortune);
                double z1 = held(z + 0.1 * (1 - z) * (1 - w));
                double chance = 1 / (1 + exp(-(hazard + 3 * (z1 - f1) + 2 * (e1 - w1))));
                double hit = uniform(k2, path) >= 1 - chance ? l : 0;
                gone += hit;
                live[k] = l - hit;
                front[k] = f1, strength[k] = a1, will[k] = w1, endurance[k] = e1, stake[k] = z1;
            }
            live_t[t] += n, struck += gone;
            double *sum = sum_td + t * STOCKS, *square = square_td + t * STOCKS;
            sum[0] += s0, sum[1] += s1, sum[2] += s2, sum[3] += s3, sum[4] += s4;
            square[0] += q0, square[1] += q1, square[2] += q2, square[3] += q3, square[4] += q4;
        }
    }
    return (long)struck;
}
