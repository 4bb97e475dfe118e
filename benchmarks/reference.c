/* The reference workload of reference.py in C: what this machine can do, one fused pass a month.
   Same draws as in Python, so that both can be compared number by number. */

#include <math.h>
#include <stdint.h>
#include <string.h>

#define K 8
#define PEERS 5

static inline uint32_t agent_hash(uint32_t key, uint32_t number) {
  uint32_t x = number * 0x9E3779B9u + key;
  x ^= x >> 16;
  x *= 0x21F0AAADu;
  x ^= x >> 15;
  x *= 0x735A2D97u;
  return x ^ (x >> 15);
}

/* Standard normal from 32 random bits: M. Giles, "Approximating the erfinv function" (2012). */
static inline float normal(uint32_t bits) {
  float u = ((float)(int32_t)(bits >> 8) + 0.5f) * 0x1p-23f - 1.0f;
  float a = (1.0f - u) * (1.0f + u);
  int32_t word;
  memcpy(&word, &a, 4);
  int32_t exponent = (word >> 23) - 127, mantissa = (word & 0x7FFFFF) | 0x3F800000;
  float m;
  memcpy(&m, &mantissa, 4);
  int high = m > 1.41421356f;
  float f = (high ? 0.5f * m : m) - 1.0f, e = (float)exponent + (high ? 1.0f : 0.0f);
  float s = 0.0927232615f;
  s = s * f - 0.1411858586f;
  s = s * f + 0.1467642499f;
  s = s * f - 0.1659284105f;
  s = s * f + 0.1998512538f;
  s = s * f - 0.2500092194f;
  s = s * f + 0.3333341031f;
  float w = -(f - 0.5f * f * f + f * f * f * s + e * 0.69314718f);
  float c = w - 2.5f;
  float p = 2.81022636e-08f;
  p = p * c + 3.43273939e-07f;
  p = p * c - 3.5233877e-06f;
  p = p * c - 4.39150654e-06f;
  p = p * c + 0.00021858087f;
  p = p * c - 0.00125372503f;
  p = p * c - 0.00417768164f;
  p = p * c + 0.246640727f;
  p = p * c + 1.50140941f;
  float t = sqrtf(w > 0.0f ? w : 0.0f) - 3.0f;
  float q = -0.000200214257f;
  q = q * t + 0.000100950558f;
  q = q * t + 0.00134934322f;
  q = q * t - 0.00367342844f;
  q = q * t + 0.00573950773f;
  q = q * t - 0.0076224613f;
  q = q * t + 0.00943887047f;
  q = q * t + 1.00167406f;
  q = q * t + 2.83297682f;
  return (w < 5.0f ? p : q) * u * 1.41421356f;
}

/* Let months pass; keys[t] are the turnover and noise keys, messages[t] what each actor says. */
void months(int64_t n, int64_t number, float *esteem, float *next, int8_t *patron,
            const int32_t *peers, const uint32_t *keys, const float *messages, const float *power,
            int64_t *support) {
  const uint32_t leaves = (uint32_t)(0.02 * 4294967296.0);
  for (int64_t t = 0; t < number; t++) {
    const uint32_t turnover = keys[2 * t], noise = keys[2 * t + 1];
    const uint32_t following = t + 1 < number ? keys[2 * t + 2] : 0;
    const int is_last = t + 1 == number;
    float said[K];
    for (int k = 0; k < K; k++) said[k] = 0.05f * messages[t * K + k];
    if (t == 0)
      for (int64_t i = 0; i < n; i++) {
        uint32_t draw = agent_hash(turnover, (uint32_t)i);
        if (draw < leaves) {
          float at = (float)draw / (float)leaves;
          int k = 0;
          while (k < K - 1 && at > power[k]) k++;
          patron[i] = k;
          for (int j = 0; j < K; j++) esteem[i * K + j] = j == k ? 0.5f : 0.0f;
        }
      }
    int64_t counts[K] = {0};
    for (int64_t i = 0; i < n; i++) {
      const float *own = esteem + i * K;
      const int32_t *with = peers + i * PEERS;
      const float *a = esteem + (int64_t)with[0] * K, *b = esteem + (int64_t)with[1] * K,
                  *c = esteem + (int64_t)with[2] * K, *d = esteem + (int64_t)with[3] * K,
                  *e = esteem + (int64_t)with[4] * K;
      float moved[K];
      for (int k = 0; k < K; k++)
        moved[k] = 0.9f * own[k] + said[k] + 0.01f * (a[k] + b[k] + c[k] + d[k] + e[k]) +
                   0.02f * normal(agent_hash(noise, (uint32_t)(i * K + k)));
      float best = -1e30f;
      int side = 0;
      for (int k = 0; k < K; k++) {
        float worth = moved[k] + (k == patron[i] ? 0.3f : 0.0f);
        if (worth > best) {
          best = worth;
          side = k;
        }
      }
      counts[side]++;
      /* the turnover of the next month, in the same pass */
      uint32_t draw = agent_hash(following, (uint32_t)i);
      if (!is_last && draw < leaves) {
        float at = (float)draw / (float)leaves;
        int k = 0;
        while (k < K - 1 && at > power[k]) k++;
        patron[i] = k;
        for (int j = 0; j < K; j++) moved[j] = j == k ? 0.5f : 0.0f;
      }
      memcpy(next + i * K, moved, sizeof moved);
    }
    memcpy(support + t * K, counts, sizeof counts);
    float *swapped = esteem;
    esteem = next;
    next = swapped;
  }
}
